import { readFile, rename, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { AnhuError, errorText } from "../domain/errors.ts";

const checkState = Compile(Type.Object({ recording: Type.String(), lines: Type.Integer({ minimum: 0 }) }));

/** Lines of this recording that the server acknowledged; 0 when the state file does not exist. @throws {AnhuError} `BAD_INPUT` for another's state */
export async function readReplayState(stateFile: string, recording: string): Promise<number> {
  const text = await readFile(stateFile, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new AnhuError("BAD_INPUT", `reading the state of a replay from ${stateFile}: ${errorText(error)}`, { cause: error });
  });
  if (text === null) return 0;
  const state = parseState(text);
  if (!checkState.Check(state) || state.recording !== basename(recording)) {
    throw new AnhuError(
      "BAD_INPUT",
      `reading the state of a replay from ${stateFile}: it is not of ${basename(recording)}; remove it to start anew`,
    );
  }
  return state.lines;
}
export async function writeReplayState(stateFile: string, recording: string, lines: number): Promise<void> {
  const next = `${stateFile}.next`;
  await writeFile(next, JSON.stringify({ recording: basename(recording), lines }));
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
