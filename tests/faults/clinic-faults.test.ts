import { afterAll, expect, it } from "vitest";
import Value from "typebox/value";
import type { AlertView } from "../../domain/alert.ts";
import { HomeImported } from "../../domain/home-document.ts";
import { startClinic, type Clinic } from "../../simulators/clinic.ts";
import type { ClinicMessage } from "../../simulators/clinic-message.ts";
import { makeBenchDocument } from "../../simulators/home-document.ts";
import { openRawPublisher } from "../../simulators/raw-publisher.ts";
import { measureSos } from "../../simulators/sos-load.ts";
import { credentialsOf } from "../../simulators/swarm-credentials.ts";
import { inWaves } from "../../simulators/waves.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { addWebhookChannel } from "../support/channels.ts";
import { makeTempDir, until } from "../support/machine.ts";
import { measured, need, rounds } from "../support/platform.ts";
import { FAULTS, startFaultyClinic, type Fault, type FaultyClinic } from "./faulty-clinics.ts";

/** SOS to each clinic; the issue asks for twenty. */
const ROUNDS = rounds(3);
const SECOND_CHANNEL_WITHIN_MS = 30_000;
/** The ladder's next step is at 60 s; the rest is the push. */
const NEXT_TARGET_WITHIN_MS = ROUNDS >= 20 ? 62_000 : 70_000;
/** Presses in a home whose clinic is well, before the faults and among them. */
const PRESSES = Math.max(60, ROUNDS * 5);
/** The promise is for a machine that does nothing else; who waits for a dead clinic waits for five seconds. */
const MOST_ADDED_MS = ROUNDS >= 20 ? 100 : 4_000;
const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

interface Home {
  readonly fault: Fault;
  readonly faulty: FaultyClinic;
  /** Behind the second channel of the same clinic. */
  readonly second: Clinic;
  /** The clinic whose turn is next. */
  readonly next: Clinic;
  readonly facilityId: string;
  readonly buttons: ReturnType<typeof credentialsOf>;
}
async function aClinic(): Promise<Clinic> {
  const clinic = await startClinic();
  closing.push(() => clinic.close());
  return clinic;
}
const buttonsOf = ({ devices }: HomeImported) =>
  credentialsOf(
    devices.filter(({ key }) => key.startsWith("sos-")),
    "events",
  );
function imported(anhu: AnhuProcess, name: string, residents: number, clinics: readonly string[]): Promise<HomeImported> {
  const home = makeBenchDocument({ residents, webhookUrl: "" });
  const document = {
    ...home,
    facility: { ...home.facility, name },
    clinics: clinics.map((webhookUrl, index) => ({ key: `clinic-${index}`, name: `诊所 ${name} ${index}`, webhookUrl })),
    contracts: clinics.map((_, index) => ({ clinic: `clinic-${index}`, tell: { sos: "at-once" as const } })),
  };
  return anhu.api.post("/import", document).then((answer) => Value.Parse(HomeImported, answer));
}
async function aHome(anhu: AnhuProcess, parts: Pick<Home, "fault" | "faulty" | "second" | "next">): Promise<Home> {
  const home = await imported(anhu, parts.fault, ROUNDS, [parts.faulty.url, parts.next.url]);
  const [first, other] = home.clinics;
  const channel = await addWebhookChannel(anhu.api, first!.id, parts.second.url);
  parts.second.addSecret(channel.secret);
  parts.next.addSecret(other!.webhookSecret);
  return { ...parts, facilityId: home.facilityId, buttons: buttonsOf(home) };
}

need("openssl")(`eight clinics that cannot be reached, ${ROUNDS} SOS each`, () => {
  it(
    "the second channel hears of each within 30 s, the next target within 60 s, each ends at a person on both tracks, and nobody else waits",
    { timeout: 240_000 },
    async () => {
      const parts = await Promise.all(
        FAULTS.map(async (fault) => {
          const [second, next] = [await aClinic(), await aClinic()];
          const faulty = await startFaultyClinic(fault, second.url);
          closing.push(() => faulty.close());
          return { fault, faulty, second, next };
        }),
      );
      const well = await aClinic();
      const origins = parts.flatMap(({ faulty, second, next }) => [faulty.url, second.url, next.url].map((url) => new URL(url).origin));
      const anhu = await startAnhuProcess({ dataDir: temp.path, env: { ANHU_WEBHOOK_ALLOW: origins.join(",") } });
      closing.push(() => anhu.kill("SIGKILL"));
      const homes: Home[] = [];
      for (const each of parts) homes.push(await aHome(anhu, each));
      const wellHome = await imported(anhu, "well", 2 * PRESSES, [well.url]);
      wellHome.clinics.forEach(({ webhookSecret }) => well.addSecret(webhookSecret));
      const mqttUrl = `mqtt://127.0.0.1:${anhu.mqttPort}`;
      const presses = (from: number) =>
        measureSos({ mqttUrl, buttons: buttonsOf(wellHome).slice(from, from + PRESSES), clinic: well, intervalMs: 50 });
      const before = await presses(0);

      const pressedMs = performance.now();
      const heard = { second: new Map<string, number>(), next: new Map<string, number>() };
      const answers: Promise<unknown>[] = [];
      const answer = (clinic: Clinic, message: ClinicMessage, person: string) => answers.push(clinic.acknowledge(message, person));
      for (const { second, next } of homes) {
        second.onMessage((message, atMs) => {
          if (heard.second.has(message.alertId)) return;
          heard.second.set(message.alertId, atMs - pressedMs);
          // Every other one nobody answers: it is the next target's.
          if (isAnswered(message.alertId)) answer(second, message, "值班医生");
        });
        next.onMessage((message, atMs) => {
          if (heard.next.has(message.alertId)) return;
          heard.next.set(message.alertId, atMs - pressedMs);
          answer(next, message, "陈医生");
        });
      }
      await inWaves(
        homes.flatMap(({ buttons }) => buttons),
        async (button) => {
          const publisher = await openRawPublisher("127.0.0.1", anhu.mqttPort, button);
          closing.push(() => publisher.close());
          await publisher.publish(JSON.stringify({ at: Date.now(), seq: 1, type: "sos" })).acknowledged;
        },
      );
      const among = await presses(PRESSES);
      const alertsOf = async ({ facilityId }: Home) =>
        ((await anhu.api.all("/alerts", { facility: facilityId })) as AlertView[]).filter(({ kind }) => kind === "sos");
      const owed = homes.length * ROUNDS;
      await until(() => heard.second.size === owed, { deadlineMs: 45_000, what: "every SOS to reach a second channel" });
      // Somebody of the house sees the alert on a screen and goes there.
      for (const alert of (await Promise.all(homes.map(alertsOf))).flat()) {
        expect(alert.timeline.some(({ code, track, who }) => code === "told" && track === "onSite" && who === "onDutyCaregiver")).toBe(
          true,
        );
        await anhu.api.post(`/alerts/${alert.id}/arrive`, { notUrgent: false, person: "护工王" });
      }
      const byNext = (await Promise.all(homes.map(alertsOf))).flat().filter(({ id }) => !isAnswered(id));
      await until(() => byNext.every(({ id }) => heard.next.has(id)), { deadlineMs: 75_000, what: "the rest to reach the next clinic" });
      await Promise.all(answers);

      for (const home of homes) {
        const alerts = await alertsOf(home);
        expect(alerts, home.fault).toHaveLength(ROUNDS);
        for (const { id, onSite, medical } of alerts) {
          const at = `${home.fault} ${id}`;
          expect({ at, onSite: onSite.state, medical: medical.state }).toEqual({ at, onSite: "done", medical: "acknowledged" });
          expect([onSite.by, medical.by], at).toEqual(["护工王", isAnswered(id) ? "值班医生" : "陈医生"]);
        }
        const rows = await Promise.all(alerts.map(({ id }) => anhu.api.all(`/alerts/${id}/deliveries`)));
        const failures = (rows.flat() as { state: string; why: string | null; channel: string; channelId: string | null }[]).filter(
          ({ state, channel, channelId }) => state === "failed" && channel === "webhook" && channelId === null,
        );
        const ofFault = (map: ReadonlyMap<string, number>) => alerts.flatMap(({ id }) => map.get(id) ?? []);
        const [secondMs, nextMs] = [Math.round(Math.max(...ofFault(heard.second))), Math.round(Math.max(0, ...ofFault(heard.next)))];
        measured(`a clinic: ${home.fault}`, { sos: ROUNDS, secondChannelMs: secondMs, nextTargetMs: nextMs, why: failures[0]?.why ?? "" });
        expect(secondMs, home.fault).toBeLessThan(SECOND_CHANNEL_WITHIN_MS);
        expect(nextMs, home.fault).toBeLessThan(NEXT_TARGET_WITHIN_MS);
        const twice = rows.flat().filter((row) => home.second.repeated.includes((row as { deliveryId: string }).deliveryId));
        expect(twice, home.fault).toEqual([]);
      }
      const [aloneP99Ms, amongP99Ms] = [before.webhookMs.p99 ?? 0, among.webhookMs.p99 ?? 0];
      const addedP99Ms = Math.round(amongP99Ms - aloneP99Ms);
      measured("dead clinics beside one that is well", { presses: PRESSES, aloneP99Ms, amongP99Ms, addedP99Ms });
      expect([before.missing, among.missing, among.duplicates]).toEqual([0, 0, 0]);
      expect(addedP99Ms).toBeLessThan(MOST_ADDED_MS);
    },
  );
});
/** By somebody at the second channel: half of them, by their ids. */
function isAnswered(alertId: string): boolean {
  return Number.parseInt(alertId.slice(0, 2), 16) % 2 === 0;
}
