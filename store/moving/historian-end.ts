import type { HistorianReader, HistorianWriter } from "../historian/engine.ts";
import type { Rollup } from "../historian/rollups.ts";
import type { Kept } from "../historian/series-plan.ts";
import type { SignKey } from "../../domain/signs.ts";

/** A device that the historian has something of. `kind`: `null` where it does not say. */
export interface HeldDevice {
  readonly id: string;
  readonly kind: string | null;
}
export type RollupResolution = "1m" | "1h";
export interface RollupPage {
  readonly deviceId: string;
  readonly sign: SignKey;
  readonly resolution: RollupResolution;
  /** Behind this time; -Infinity: from the first. */
  readonly afterMs: number;
  readonly beforeMs: number;
  /** About; an empty page is the end. */
  readonly limit: number;
}
/** One of the two historians of a copy: the engine's own reader and writer, and what they do not need to ask. */
export interface HistorianEnd {
  /** For messages; without a password. */
  readonly name: string;
  readonly reader: HistorianReader;
  /** Opened by the first use, after `keep`. */
  writer(): HistorianWriter;
  devices(): Promise<readonly HeldDevice[]>;
  /** From when on readings are whole: older ones live on as roll-ups only. */
  kept(): Kept;
  /** Before the first reading is written. */
  keep(kept: Kept): void;
  /** Oldest first. */
  rollups(page: RollupPage): Promise<readonly Rollup[]>;
  /** What is there already is written over. */
  writeRollups(device: CopiedDevice, sign: SignKey, resolution: RollupResolution, rollups: readonly Rollup[]): Promise<void>;
  close(): Promise<void>;
}
export interface CopiedDevice {
  readonly id: string;
  readonly kind: string;
  readonly facilityId: string;
}
