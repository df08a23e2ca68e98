import { AnhuError } from "../../domain/errors.ts";
import type { Clock } from "../../domain/time.ts";
import { methodNamed, parseColumnMap, TIME_UNITS } from "../replay-rows.ts";
import { replayRecording, type ReplayResult } from "../replay.ts";
import type { CommandIo } from "./command-io.ts";

export interface ReplayCommandInput {
  readonly file: string;
  /** `COLUMN=sign,COLUMN=sign`. */
  readonly map: string;
  readonly timeColumn: string;
  /** `minute`, `second`, `millisecond` or `iso`. */
  readonly timeUnit: string;
  /** ISO 8601; without it the server's now, or the recording's own times when they are `iso`. */
  readonly start?: string;
  readonly method?: string;
  readonly mqttUrl: string;
  readonly username: string;
  readonly password: string;
  readonly topic: string;
  /** As fast as the server acknowledges, instead of in its time. */
  readonly fast: boolean;
  readonly stateFile?: string;
  /** The server's. */
  readonly clock: Clock;
}
/** Replays a recording as a device; prints progress, and the result as the last line, as JSON. */
export async function replayCommand(input: ReplayCommandInput, io: CommandIo): Promise<ReplayResult> {
  const timeUnit = TIME_UNITS.find((known) => known === input.timeUnit);
  if (timeUnit === undefined)
    throw new AnhuError("BAD_INPUT", `reading --time-unit: "${input.timeUnit}" is not one of ${TIME_UNITS.join(" ")}`);
  const shape = {
    map: parseColumnMap(input.map),
    timeColumn: input.timeColumn,
    timeUnit,
    startMs: startOf(input.start, timeUnit === "iso" ? null : input.clock.now()),
    method: input.method === undefined ? null : methodNamed(input.method),
  };
  const { file, mqttUrl, username, password, topic, stateFile } = input;
  const result = await replayRecording({
    file,
    shape,
    mqttUrl,
    username,
    password,
    topic,
    pace: input.fast ? { type: "fast" } : { type: "paced", clock: input.clock },
    ...(stateFile === undefined ? {} : { stateFile }),
    signal: io.signal,
    onProgress: (progress) => io.print(JSON.stringify(progress)),
  });
  return result;
}
function startOf(text: string | undefined, otherwiseMs: number | null): number | null {
  if (text === undefined) return otherwiseMs;
  const startMs = Date.parse(text);
  if (Number.isNaN(startMs)) throw new AnhuError("BAD_INPUT", `reading --start: "${text}" is not a time in ISO 8601`);
  return startMs;
}
