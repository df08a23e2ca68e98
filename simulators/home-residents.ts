import { AnhuError } from "../domain/errors.ts";
import type { HomeDocument } from "../domain/home-document.ts";
import type { Scenario, ScenarioRun, ScenarioStep } from "./effects.ts";
import { makeResidentLife, type ResidentLife } from "./physiology.ts";
import { seedOf } from "./random.ts";
import { SCENARIOS, scenarioNamed } from "./scenarios/index.ts";

/** The people of a home and what is happening to them. */
export interface HomeResidents {
  life(residentKey: string): ResidentLife;
  runOf(residentKey: string): ScenarioRun | null;
  /** @throws {AnhuError} `NOT_FOUND` for an unknown scenario or resident */
  play(scenarioKey: string, residentKey: string, startMs: number): ScenarioRun;
  /** Steps of all runs in (fromMs, toMs]. */
  stepsBetween(
    fromMs: number,
    toMs: number,
  ): readonly { readonly residentKey: string; readonly scenario: Scenario; readonly step: ScenarioStep }[];
  /** Of the name of a place. */
  isBathroom(room: string | undefined): boolean;
  /** The resident of a device: its holder, else the first resident of its room or of the room that it serves, else the first of the home. */
  near(device: HomeDocument["devices"][number]): string;
}
export function makeHomeResidents(document: HomeDocument, seed: number, copd: readonly string[] = []): HomeResidents {
  const lives = new Map(
    document.residents.map(({ key }) => [key, makeResidentLife(seedOf(seed, "resident", key), { copd: copd.includes(key) })]),
  );
  const runs = new Map<string, ScenarioRun>();
  function life(residentKey: string): ResidentLife {
    const found = lives.get(residentKey);
    if (found === undefined) {
      throw new AnhuError("NOT_FOUND", `simulating resident ${residentKey}: the home has ${[...lives.keys()].join(" ")}`);
    }
    return found;
  }
  const placeOf = (room: string | undefined) => document.places.find(({ name }) => name === room);
  return {
    life,
    isBathroom: (room) => placeOf(room)?.use === "bathroom",
    runOf: (residentKey) => runs.get(residentKey) ?? null,
    play(scenarioKey, residentKey, startMs) {
      const scenario = scenarioNamed(scenarioKey);
      if (scenario === undefined) {
        throw new AnhuError("NOT_FOUND", `playing scenario ${scenarioKey}: there are ${SCENARIOS.map(({ key }) => key).join(" ")}`);
      }
      life(residentKey);
      const run = { scenario, startMs };
      runs.set(residentKey, run);
      return run;
    },
    stepsBetween: (fromMs, toMs) =>
      [...runs].flatMap(([residentKey, { scenario, startMs }]) =>
        scenario.steps
          .filter(({ offsetMs }) => startMs + offsetMs > fromMs && startMs + offsetMs <= toMs)
          .map((step) => ({ residentKey, scenario, step })),
      ),
    near(device) {
      const room = placeOf(device.room)?.serves ?? device.room;
      const resident = device.resident ?? document.residents.find((one) => one.room === room)?.key ?? document.residents[0]?.key;
      if (resident === undefined) throw new AnhuError("BAD_INPUT", "simulating a home: the document has no resident");
      return resident;
    },
  };
}
