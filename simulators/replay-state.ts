import { readFile, rename, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { AnhuError, errorText } from "../domain/errors.ts";

const checkState = Compile(
  Type.Object({ recording: Type.String(), lines: Type.Integer({ minimum: 0 }), startMs: Type.Union([Type.Number(), Type.Null()]) }),
);

/** How far a replay got: lines that the server acknowledged, and when its first line happened (as in `RecordingShape`). */
export interface ReplayState {
  readonly lines: number;
  readonly startMs: number | null;
}
/** `null` when the state file does not exist. @throws {AnhuError} `BAD_INPUT` for another's state */
export async function readReplayState(stateFile: string, recording: string): Promise<ReplayState | null> {
  const text = await readFile(stateFile, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new AnhuError("BAD_INPUT", `reading the state of a replay from ${stateFile}: ${errorText(error)}`, { cause: error });
  });
  if (text === null) return null;
  const state = parseState(text);
  if (!checkState.Check(state) || state.recording !== basename(recording)) {
    throw new AnhuError(
      "BAD_INPUT",
      `reading the state of a replay from ${stateFile}: it is not of ${basename(recording)}; remove it to start anew`,
    );
  }
  return { lines: state.lines, startMs: state.startMs };
}
export async function writeReplayState(stateFile: string, recording: string, state: ReplayState): Promise<void> {
  const next = `${stateFile}.next`;
  await writeFile(next, JSON.stringify({ recording: basename(recording), ...state }));
  await rename(next, stateFile);
}
function parseState(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
