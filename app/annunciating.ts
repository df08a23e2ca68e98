import { Conductor } from "../alerts/annunciators/conductor.ts";
import { showsOf, type Scene } from "../alerts/annunciators/shows.ts";
import type { Wired } from "../alerts/annunciators/wire.ts";
import type { Desk } from "../alerts/desk.ts";
import { DEFAULT_CATALOGUE } from "../alerts/rules/catalogue.ts";
import type { AnnunciatorPort } from "../api/annunciator-ports.ts";
import { isAnnunciatorKind, type Annunciator } from "../domain/annunciator.ts";
import { errorText } from "../domain/errors.ts";
import { parseTopic } from "../domain/topics.ts";
import type { Publish } from "../domain/publish.ts";
import { onDutyAt, ROTA_ROLES } from "../domain/rota.ts";
import type { Clock } from "../domain/time.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Late } from "./late.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";
import type { Stores } from "./stores.ts";
import type { Reach } from "./reach-watch.ts";

/** Time alone changes what is shown (nights, rotas, nobody arrived): looked at this often. */
const LOOK_EVERY_MS = 1_000;
/** Many changes at once are one look; the first is never held up. */
const GATHER_MS = 100;

export interface AnnunciatingParts {
  readonly clock: Clock;
  readonly directory: HomeDirectory;
  readonly desk: Pick<Desk, "open">;
  readonly late: Pick<Late, "door">;
  readonly reachOf: (facilityId: string) => Reach;
  readonly log: Logger;
  readonly records: Pick<Stores["records"]["records"], "addAnnunciator" | "setAnnunciator" | "removeAnnunciator">;
  /** Reads the directory again from the records. */
  readonly refresh: () => Promise<void>;
}
export interface Annunciating {
  /** An alert, the clinics' reach or the settings changed: what is shown follows at once. */
  changed(facilityId: string): void;
  /** A message came in: an annunciator may have said what it shows. */
  heard(publish: Publish): void;
  /** A device or gateway connected. */
  connected(principalId: string): void;
  readonly port: AnnunciatorPort;
}
/** Lights, sirens and pagers of all homes: told from memory, beside the records and the Internet. Never throws into an alert's way. */
export function startAnnunciating(parts: AnnunciatingParts, lifecycle: Lifecycle): Annunciating {
  const { clock, directory, desk, late, reachOf, log, records, refresh } = parts;
  const testUntilMs = new Map<string, number>();
  const lookedMs = new Map<string, number>();
  const gathering = new Set<string>();
  const trouble = (annunciatorId: string, error: unknown): void =>
    log.warn({ annunciatorId, reason: errorText(error) }, "telling an annunciator: it is told again in a moment");

  const wired = ({ deviceId }: Annunciator): Wired | undefined => {
    const device = directory.device(deviceId);
    if (device === undefined || !isAnnunciatorKind(device.kind)) return undefined;
    return { device, kind: device.kind, gateway: device.gatewayId === null ? undefined : directory.gateway(device.gatewayId) };
  };
  const serves = (userId: string): boolean => directory.staff(userId)?.disabled === false;
  const isOnDuty = (facilityId: string, userId: string, nowMs: number): boolean => {
    const duties = ROTA_ROLES.map((role) => onDutyAt(directory.rota(facilityId), role, nowMs, serves));
    return !duties.some(({ isKept }) => isKept) || duties.some(({ people }) => people.some((person) => person.userId === userId));
  };
  const sceneOf = (facilityId: string): Scene => {
    const nowMs = clock.now();
    return {
      alerts: desk.open(facilityId).map(({ alert }) => alert),
      annunciators: directory.annunciators(facilityId),
      isCutOff: reachOf(facilityId).state === "unreachable",
      testing: new Set([...testUntilMs].flatMap(([id, untilMs]) => (untilMs > performance.now() ? [id] : []))),
      nowMs,
      placeOf({ residentId, placeId }) {
        const id = residentId === null ? placeId : (directory.resident(residentId)?.placeId ?? placeId);
        return id === null ? undefined : directory.place(id);
      },
      titleOf: (rule) => DEFAULT_CATALOGUE.rule(rule)?.title ?? { zh: rule, en: rule },
      isPager: ({ deviceId }) => directory.device(deviceId)?.kind === "pager",
      isOnDuty: (userId) => isOnDuty(facilityId, userId, nowMs),
    };
  };
  const conductor = new Conductor({
    annunciators: directory.annunciators,
    wired,
    shows: (facilityId) => showsOf(sceneOf(facilityId)),
    publish: async (topic, payload) => late.door?.publishCommand(topic, payload) ?? "offline",
    trouble,
    monotonic: () => performance.now(),
    now: () => clock.now(),
  });
  function look(facilityId: string): void {
    lookedMs.set(facilityId, performance.now());
    try {
      conductor.look(facilityId);
    } catch (error) {
      trouble(facilityId, error);
    }
  }
  function changed(facilityId: string): void {
    if (performance.now() - (lookedMs.get(facilityId) ?? Number.NEGATIVE_INFINITY) >= GATHER_MS) return look(facilityId);
    if (gathering.has(facilityId)) return;
    gathering.add(facilityId);
    setTimeout(() => {
      gathering.delete(facilityId);
      look(facilityId);
    }, GATHER_MS);
  }
  const lookAll = (): void => directory.facilities().forEach(({ id }) => look(id));
  const timer = setInterval(lookAll, LOOK_EVERY_MS);
  lifecycle.add("annunciators", () => clearInterval(timer));

  /** Annunciators that a principal speaks for: itself, or those behind it. Asked with every message that comes in. */
  const speaking = new Map<string, Annunciator[]>();
  let revision = -1;
  function spokenFor(principalId: string): readonly Annunciator[] {
    if (revision !== directory.revision) {
      revision = directory.revision;
      speaking.clear();
      for (const one of directory.facilities().flatMap(({ id }) => directory.annunciators(id))) {
        const speaker = directory.device(one.deviceId)?.gatewayId ?? one.deviceId;
        speaking.set(speaker, [...(speaking.get(speaker) ?? []), one]);
      }
    }
    return speaking.get(principalId) ?? [];
  }
  return {
    changed,
    heard({ principal, topic, payload }) {
      const mine = spokenFor(principal.id);
      if (mine.length === 0) return;
      const rest = parseTopic(topic)?.rest ?? "";
      for (const one of mine) conductor.heard(one, rest, payload);
    },
    connected: (principalId) => spokenFor(principalId).forEach((one) => conductor.connected(one)),
    port: {
      async add(input) {
        const added = await records.addAnnunciator(input);
        await refresh();
        changed(input.facilityId);
        return added;
      },
      async set({ id, facilityId, deviceId, version, ...settings }, byUserId) {
        try {
          await records.setAnnunciator(id, settings, { basedOn: version, byUserId });
        } finally {
          // Whoever was first stands in the directory then, too.
          await refresh();
        }
        changed(facilityId);
        return { id, facilityId, deviceId, ...settings, version: version + 1, changedByUserId: byUserId };
      },
      async remove(annunciator) {
        await records.removeAnnunciator(annunciator.id);
        await refresh();
        conductor.end(annunciator);
      },
      list: directory.annunciators,
      find: (annunciatorId) =>
        directory
          .facilities()
          .flatMap(({ id }) => directory.annunciators(id))
          .find(({ id }) => id === annunciatorId),
      told: (annunciatorId) => conductor.view(annunciatorId),
      test(annunciator, seconds) {
        testUntilMs.set(annunciator.id, performance.now() + seconds * 1_000);
        look(annunciator.facilityId);
      },
      reach: reachOf,
    },
  };
}
