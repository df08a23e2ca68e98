import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../domain/time.ts";
import { readCsv } from "./csv.ts";
import { connectedOnce } from "./device-link-ready.ts";
import { openDeviceLink, type OutgoingMessage } from "./device-link.ts";
import { makeRowReader, type RecordingShape, type ReplayReading } from "./replay-rows.ts";
import { readReplayState, writeReplayState } from "./replay-state.ts";

export interface ReplayOptions {
  readonly file: string;
  readonly shape: RecordingShape;
  readonly mqttUrl: string;
  readonly username: string;
  readonly password: string;
  /** Topic of the device's observations. */
  readonly topic: string;
  /** `paced`: a reading is said when this clock (the server's) reaches it; `fast`: as fast as the server acknowledges. */
  readonly pace: { readonly type: "paced"; readonly clock: Clock } | { readonly type: "fast" };
  /** Remembers how far the server acknowledged; the next run of the recording goes on behind it, with the same start. */
  readonly stateFile?: string;
  /** Stops at the next line; what was said is acknowledged first. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReplayResult) => void;
}
export interface ReplayResult {
  /** Lines read, those of earlier runs included. */
  readonly lines: number;
  readonly sent: number;
  /** Lines without a value: silence. */
  readonly empty: number;
  readonly unreadable: number;
  /** `at` of the last reading, ms since the epoch. */
  readonly lastAtMs: number | null;
  readonly isComplete: boolean;
}
const CHECKPOINT_LINES = 50;
/** Real time; a simulated clock is asked again, since it may run faster: at 1,500 times ours this is a quarter of a minute. */
const LONGEST_PAUSE_MS = 10;
const END_WITHIN_MS = 2_000;

/**
 * Says a recording as a device. `seq` is the number of the line and `at` its time, so that a line said twice (after a stop) is one
 * reading for the server. @throws {AnhuError} `BAD_INPUT` for a recording that cannot be read as asked
 */
export async function replayRecording(options: ReplayOptions): Promise<ReplayResult> {
  const { signal, stateFile, pace } = options;
  const earlier = stateFile === undefined ? null : await readReplayState(stateFile, options.file);
  const startMs = earlier === null ? options.shape.startMs : earlier.startMs;
  const read = makeRowReader({ ...options.shape, startMs });
  const done = earlier?.lines ?? 0;
  const counts = { lines: 0, sent: 0, empty: 0, unreadable: 0 };
  let lastAtMs: number | null = null;
  let isComplete = true;
  const link = openDeviceLink(options);
  const result = (): ReplayResult => ({ ...counts, lastAtMs, isComplete });
  const stopped = aborted(signal);
  /** Waits for every PUBACK; after a stop only for those that come at once. */
  async function checkpoint(): Promise<void> {
    await Promise.race([link.drained(), stopped.then(() => pause(END_WITHIN_MS, undefined, { ref: false }))]);
    if (link.unacknowledged === 0 && stateFile !== undefined)
      await writeReplayState(stateFile, options.file, { lines: counts.lines, startMs });
    options.onProgress?.(result());
  }
  try {
    await connectedOnce(link, options.mqttUrl);
    for await (const row of readCsv(options.file)) {
      if (signal?.aborted === true) {
        isComplete = false;
        break;
      }
      const reading = read(row);
      if (row.number > done) {
        if (pace.type === "paced" && !(await reached(pace.clock, reading.atMs, signal))) {
          isComplete = false;
          break;
        }
        counts.unreadable += reading.unreadable;
        const message = messageOf(options, reading);
        if (message === null) counts.empty++;
        else {
          link.send(message);
          counts.sent++;
          lastAtMs = reading.atMs;
        }
      }
      counts.lines = row.number;
      if (row.number > done && row.number % CHECKPOINT_LINES === 0) await checkpoint();
    }
    await checkpoint();
    return result();
  } finally {
    await link.close();
  }
}
function messageOf(options: ReplayOptions, { number, atMs, values }: ReplayReading): OutgoingMessage | null {
  if (Object.keys(values).length === 0) return null;
  const method = options.shape.method === null ? {} : { method: options.shape.method };
  return { topic: options.topic, payload: JSON.stringify({ at: atMs, seq: number, ...values, ...method }), retain: false };
}
/** `false` when stopped before the clock got there. */
async function reached(clock: Clock, atMs: number, signal: AbortSignal | undefined): Promise<boolean> {
  while (clock.now() < atMs) {
    if (signal?.aborted === true) return false;
    await pause(Math.min(LONGEST_PAUSE_MS, Math.max(1, atMs - clock.now())));
  }
  return true;
}
function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}
