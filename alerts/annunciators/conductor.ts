import type { Annunciator } from "../../domain/annunciator.ts";
import { DARK, type Show } from "./shows.ts";
import { commandOf, confirmationOf, isConfirmed, showingId, type Wired } from "./wire.ts";

/** Unconfirmed: told again so long after the first time, ms. */
const AGAIN_MS: readonly number[] = [1_000, 3_000, 7_000, 15_000];
/** Then, and while something is shown: told again this often, so that a device that restarted shows it too. */
export const RENEW_EVERY_MS = 30_000;

export interface ConductorPorts {
  annunciators(facilityId: string): readonly Annunciator[];
  wired(annunciator: Annunciator): Wired | undefined;
  /** What all of a facility should show now. */
  shows(facilityId: string): ReadonlyMap<string, Show>;
  /** Resolves with whether anybody received it; a rejection is told to `trouble`. */
  publish(topic: string, payload: string): Promise<"sent" | "queued" | "offline">;
  trouble(annunciatorId: string, error: unknown): void;
  /** Real milliseconds that only grow. */
  monotonic(): number;
  /** Server time, for the screens. */
  now(): number;
}
interface Told {
  readonly show: Show;
  readonly id: string;
  /** Monotonic. */
  firstMs: number;
  lastMs: number;
  tries: number;
  sentAtMs: number | null;
  confirmedAtMs: number | null;
}
/** What was told to an annunciator and what it said to that. */
export type ToldView = Pick<Told, "show" | "sentAtMs" | "confirmedAtMs">;

/**
 * Tells annunciators what they should show: at once when it changes, again until they confirm it, and again from time to time while something is
 * shown. Holds nothing that a restart would miss. Never throws and never waits: alerts go on beside it.
 */
export class Conductor {
  readonly #ports: ConductorPorts;
  readonly #told = new Map<string, Told>();

  constructor(ports: ConductorPorts) {
    this.#ports = ports;
  }
  /** Something changed in the facility, or time went on. */
  look(facilityId: string): void {
    const annunciators = this.#ports.annunciators(facilityId);
    if (annunciators.length === 0) return;
    const shows = this.#ports.shows(facilityId);
    for (const annunciator of annunciators) {
      const show = shows.get(annunciator.id);
      if (show !== undefined) this.#settle(annunciator, show);
    }
  }
  /** It connected, or shows something else: told again in a moment, when it has subscribed. */
  connected(annunciator: Annunciator): void {
    const told = this.#told.get(annunciator.id);
    if (told === undefined) return;
    told.confirmedAtMs = null;
    told.tries = Math.min(told.tries, 1);
    told.firstMs = this.#ports.monotonic();
  }
  /** A message of the device itself, or of its gateway about it. `rest`: the topic behind the sender. */
  heard(annunciator: Annunciator, rest: string, payload: Uint8Array): void {
    const told = this.#told.get(annunciator.id);
    const wired = this.#ports.wired(annunciator);
    if (told === undefined || wired === undefined) return;
    const { address, gatewayId } = wired.device;
    if (gatewayId !== null && rest === `raw/zigbee2mqtt/${address ?? ""}/availability`) return this.connected(annunciator);
    const said = confirmationOf(rest, payload, gatewayId === null ? null : address);
    if (said === null) return;
    if (isConfirmed(said, wired, told.show)) told.confirmedAtMs ??= this.#ports.now();
    else this.connected(annunciator);
  }
  view(annunciatorId: string): ToldView | undefined {
    return this.#told.get(annunciatorId);
  }
  /** It announces nothing any more: turned off once, and forgotten. */
  end(annunciator: Annunciator): void {
    this.#settle(annunciator, DARK);
    this.#told.delete(annunciator.id);
  }
  #settle(annunciator: Annunciator, show: Show): void {
    const told = this.#told.get(annunciator.id);
    const id = showingId(show);
    if (told === undefined || told.id !== id) {
      const nowMs = this.#ports.monotonic();
      const next: Told = { show, id, firstMs: nowMs, lastMs: nowMs, tries: 0, sentAtMs: null, confirmedAtMs: null };
      this.#told.set(annunciator.id, next);
      this.#tell(annunciator, next);
      return;
    }
    if (this.#isDue(told)) this.#tell(annunciator, told);
  }
  #isDue(told: Told): boolean {
    const nowMs = this.#ports.monotonic();
    const isDark = told.show.announced === "off";
    if (told.confirmedAtMs !== null) return !isDark && nowMs - told.lastMs >= RENEW_EVERY_MS;
    const planned = AGAIN_MS[told.tries - 1];
    if (planned !== undefined) return nowMs - told.firstMs >= planned;
    // A siren without words of its own has heard it often enough to be silent; it is told again when it connects.
    return !isDark && nowMs - told.lastMs >= RENEW_EVERY_MS;
  }
  #tell(annunciator: Annunciator, told: Told): void {
    told.tries += 1;
    told.lastMs = this.#ports.monotonic();
    const wired = this.#ports.wired(annunciator);
    const command = wired === undefined ? null : commandOf(wired, told.show);
    if (command === null) return;
    this.#ports.publish(command.topic, command.payload).then(
      (fate) => {
        if (fate !== "offline") told.sentAtMs = this.#ports.now();
      },
      (error: unknown) => this.#ports.trouble(annunciator.id, error),
    );
  }
}
