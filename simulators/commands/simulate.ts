import { readFile } from "node:fs/promises";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { AnhuError, errorText } from "../../domain/errors.ts";
import { HomeDocument, HomeImported } from "../../domain/home-document.ts";
import type { Clock } from "../../domain/time.ts";
import { startHome } from "../home.ts";
import type { CommandIo } from "./command-io.ts";

export interface SimulateCommandInput {
  readonly mqttUrl: string;
  /** The document that was imported, and the answer of its import. */
  readonly homeFile: string;
  readonly importedFile: string;
  readonly seed: number;
  /** `SCENARIO:RESIDENT` each, by the keys of the document. */
  readonly play: readonly string[];
  /** The server's. */
  readonly clock: Clock;
}
/** Lives a home until it is stopped; prints what happens in it. */
export async function simulateCommand(input: SimulateCommandInput, io: CommandIo): Promise<void> {
  const document = await readJson(input.homeFile, HomeDocument, "a home document");
  const imported = await readJson(input.importedFile, HomeImported, "the answer of an import");
  const { mqttUrl, clock, seed } = input;
  const plays = input.play.map(parsePlay);
  const home = startHome({
    mqttUrl,
    document,
    imported,
    clock,
    seed,
    onStep: (resident, { zh, en }) => io.print(JSON.stringify({ at: clock.now(), resident, zh, en })),
  });
  try {
    for (const { scenario, resident } of plays) home.play(scenario, resident);
    await io.stopped;
  } finally {
    await home.close();
    io.print(JSON.stringify(home.counts));
  }
}
function parsePlay(text: string): { readonly scenario: string; readonly resident: string } {
  const [scenario, resident] = text.split(":");
  if (!scenario || !resident) throw new AnhuError("BAD_INPUT", `reading --play: "${text}" is not SCENARIO:RESIDENT`);
  return { scenario, resident };
}
async function readJson<Schema extends TSchema>(file: string, schema: Schema, what: string): Promise<Static<Schema>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new AnhuError("BAD_INPUT", `reading ${what} from ${file}: ${errorText(error)}`, { cause: error });
  }
  const check = Compile(schema);
  if (check.Check(value)) return value;
  const [first] = check.Errors(value);
  throw new AnhuError("BAD_INPUT", `reading ${what} from ${file}: ${first?.instancePath ?? ""} ${first?.message ?? "has another shape"}`);
}
