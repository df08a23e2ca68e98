import { describe, expect, it } from "vitest";
import { makeApplies } from "../../alerts/evaluation/applies.ts";
import { makeSubjectState } from "../../alerts/evaluation/state.ts";
import { deadlineCause, SubjectRules } from "../../alerts/evaluation/subjects.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import type { CareSetting } from "../../domain/care-settings.ts";
import type { RuleChange } from "../../domain/rule-change.ts";
import type { SignKey } from "../../domain/signs.ts";
import { aLimit, aRuleChange, aSetting } from "./limit-builders.ts";
import { careOf, HOUR, MINUTE, startRun, type Run, type RunOptions } from "./support.ts";

interface Laid {
  readonly settings?: readonly CareSetting[];
  readonly changes?: readonly RuleChange[];
  readonly staffed?: boolean;
  readonly level?: 0 | 1 | 2 | 3 | 4;
  readonly birthYear?: number;
}
function care({ settings = [], changes = [], staffed = true, level = 2, birthYear = 1956 }: Laid, revision = 0) {
  const resident = { id: "res", facilityId: "fac", name: "Wang", placeId: "room", level, birthYear };
  return careOf({
    ...{ staffed, revision },
    resident: () => resident,
    careSettings: (id) => (id === "res" ? settings : []),
    ruleChanges: (id) => (id === "fac" ? changes : []),
  });
}
/** A directory of which rows can be added while the rules run. */
function living(first: Laid = {}) {
  let laid = first;
  let known = care(first);
  const directory: ReturnType<typeof careOf> = {
    ...known,
    get revision() {
      return known.revision;
    },
    resident: (id) => known.resident(id),
    careSettings: (id) => known.careSettings(id),
    ruleChanges: (id) => known.ruleChanges(id),
  };
  return {
    directory,
    add(more: Laid) {
      laid = {
        ...laid,
        settings: [...(laid.settings ?? []), ...(more.settings ?? [])],
        changes: [...(laid.changes ?? []), ...(more.changes ?? [])],
      };
      known = care(laid, known.revision + 1);
    },
  };
}
const monitor = (run: Run, minute: number, values: Partial<Record<SignKey, number>>) =>
  run.send({ at: minute * MINUTE, deviceId: "monitor", kind: "bedsideMonitor", values });
/** A bedside monitor that says the same every minute, and what was said of it. */
function steady(values: Partial<Record<SignKey, number>>, laid: Laid, minutes = 15): string[] {
  const run = startRun({ care: care(laid) });
  for (let minute = 0; minute <= minutes; minute++) monitor(run, minute, values);
  return run.lines();
}

describe("a limit of a resident", () => {
  it.each<readonly [string, Laid, readonly string[]]>([
    ["the default", {}, [`raise heartRate.high critical @${2 * MINUTE}`]],
    [
      "the physician's, looser",
      { settings: [aLimit("heartRate.high", "critical", 140, 0)] },
      [`raise heartRate.high info @${5 * MINUTE}`, `update heartRate.high warning @${10 * MINUTE}`],
    ],
    [
      "the facility's, which cannot be looser",
      { changes: [aRuleChange("heartRate.high", { levels: [{ level: "critical", raiseAt: 140 }] }, 0)] },
      [`raise heartRate.high critical @${2 * MINUTE}`],
    ],
    [
      "a condition's, which changes another sign",
      { settings: [aSetting("condition", "hypertension", 0)] },
      [`raise heartRate.high critical @${2 * MINUTE}`],
    ],
  ])("is %s", (_name, laid, lines) => expect(steady({ heartRate: 135 }, laid)).toEqual(lines));
  it("that is tighter fires where the default is silent", () => {
    const changes = [
      aRuleChange(
        "heartRate.high",
        {
          levels: [
            { level: "critical", raiseAt: 108 },
            { level: "warning", raiseAt: 105 },
          ],
        },
        0,
      ),
    ];
    expect(steady({ heartRate: 109 }, {})).toEqual([]);
    expect(steady({ heartRate: 109 }, { changes })[0]).toBe(`raise heartRate.high critical @${2 * MINUTE}`);
  });
  it("that is tightened while the value is there already fires; one that is loosened clears", () => {
    const settings = [
      aLimit("heartRate.high", "critical", 112, 20.5 * MINUTE, {
        detail: {
          levels: [
            { level: "warning", raiseAt: 108 },
            { level: "critical", raiseAt: 112 },
          ],
        },
      }),
    ];
    const run = startRun({
      care: care({ settings: [...settings, aLimit("heartRate.high", "critical", 112, 30.5 * MINUTE, { value: 0 })] }),
    });
    for (let minute = 0; minute <= 40; minute++) monitor(run, minute, { heartRate: minute < 20 ? 90 : 113 });
    expect(run.lines()).toEqual([`raise heartRate.high critical @${23 * MINUTE}`, `update heartRate.high warning @${31 * MINUTE}`]);
  });
  it("ends what it raised when the row that ends it begins and the value is normal again", () => {
    const settings = [
      aLimit("systolicPressure.high", "warning", 140, 0),
      aLimit("systolicPressure.high", "warning", 140, 30 * MINUTE, { value: 0 }),
    ];
    const run = startRun({ care: care({ settings }) });
    const cuff = (minute: number, value: number) =>
      run.send({ at: minute * MINUTE, deviceId: "cuff", kind: "bpCuff", values: { systolicPressure: value } });
    cuff(1, 145);
    cuff(31, 145);
    expect(run.lines()).toEqual([`raise systolicPressure.high warning @${MINUTE}`, `clear systolicPressure.high warning @${31 * MINUTE}`]);
  });
  it("of a rule that the facility switched off while it fires is over", () => {
    const home = living();
    const run = startRun({ care: home.directory });
    run.send({ at: 0, deviceId: "dev", values: { charging: 1 } });
    expect(run.lines()).toEqual(["raise device.charging info @0"]);
    home.add({ changes: [aRuleChange("device.charging", { disabled: true }, MINUTE)] });
    run.tick(MINUTE / 2);
    run.send({ at: 2 * MINUTE, deviceId: "dev", values: { charging: 1 } });
    expect(run.lines().slice(1)).toEqual([`clear device.charging info @${MINUTE}`]);
  });
  it("of a rule that the facility switched off is not heard, whoever finds something by it", () => {
    const heard: string[] = [];
    const rules = new SubjectRules(
      DEFAULT_CATALOGUE,
      ({ type, rule }) => heard.push(`${type} ${rule}`),
      () => undefined,
    );
    const subject = makeSubjectState({ id: "res", facilityId: "fac", residentId: "res", placeId: null });
    const applying = (changes: readonly RuleChange[]) =>
      makeApplies(DEFAULT_CATALOGUE, { changes, settings: [], resident: undefined }, new Set(), whole0);
    const before = applying([aRuleChange("inactivity.unusual", { disabled: true }, 0)]);
    subject.applies = before;
    rules.say(subject, "inactivity.unusual", "watcher", "warning", deadlineCause(null, "x", whole0));
    expect(heard).toEqual([]);
    subject.applies = applying([]);
    rules.applied(subject, before, deadlineCause(null, "y", whole0));
    expect(heard).toEqual(["raise inactivity.unusual"]);
  });
  it("is the same for a wristband that was compiled before, and is judged by nobody else's", () => {
    const home = living();
    const run = startRun({ care: home.directory });
    for (let minute = 0; minute < 3; minute++) {
      run.send({ at: minute * MINUTE, deviceId: "a", kind: "bedsideMonitor", values: { heartRate: 80 } });
      run.send({ at: minute * MINUTE, deviceId: "b", kind: "bedsideMonitor", residentId: "other", values: { heartRate: 80 } });
    }
    home.add({ settings: [aLimit("heartRate.high", "warning", 100, 3 * MINUTE)] });
    for (let minute = 3; minute < 12; minute++)
      for (const [deviceId, residentId] of [
        ["a", "res"],
        ["b", "other"],
      ] as const)
        run.send({ at: minute * MINUTE, deviceId, residentId, kind: "bedsideMonitor", values: { heartRate: 105 } });
    expect(run.signals.map(({ residentId, rule, severity }) => `${residentId} ${rule} ${severity}`)).toEqual(["res heartRate.high info"]);
  });
});

describe("a replay", () => {
  const settings = [
    aLimit("heartRate.high", "critical", 145, 10 * MINUTE),
    aLimit("heartRate.high", "critical", 145, 40 * MINUTE, { value: 0 }),
    aSetting("comfortPlan", "", 60 * MINUTE, { detail: { pages: [] } }),
    aSetting("comfortPlan", "", 80 * MINUTE, { value: 0 }),
  ];
  const changes = [aRuleChange("bedExit.night", { forMs: 6 * MINUTE }, 50 * MINUTE)];
  const speak = (run: Run, from: number, to: number, before: (minute: number) => void = () => undefined) => {
    for (let minute = from; minute < to; minute++) {
      before(minute);
      monitor(run, minute, { heartRate: minute % 20 < 12 ? 138 : 80, spo2: minute % 30 < 10 ? 90 : 97 });
      if (minute % 9 === 0) run.send({ at: minute * MINUTE + 1, deviceId: "bed", kind: "bedMat", values: { bedOccupied: minute % 2 } });
      run.tick(minute * MINUTE + 30_000);
    }
  };
  const whole = () => {
    const run = startRun({ care: care({ settings, changes }) });
    speak(run, 0, 100);
    return run;
  };
  it("that knows every row from the beginning says what was said live, when each came to be known a second before it began", () => {
    const home = living();
    const run = startRun({ care: home.directory });
    speak(run, 0, 100, (minute) => {
      home.add({
        settings: settings.filter(({ fromMs }) => fromMs === whole0 + (minute + 1) * MINUTE),
        changes: changes.filter(({ fromMs }) => fromMs === whole0 + (minute + 1) * MINUTE),
      });
    });
    expect(run.lines()).toEqual(whole().lines());
    expect(run.lines().length).toBeGreaterThan(8);
  });
  it.each([5, 15, 45, 61, 79, 95])("from the states of minute %i uses the limits of that time", (minute) => {
    const first = startRun({ care: care({ settings, changes }) });
    speak(first, 0, minute);
    const states = new Map([...first.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text] as const])));
    const options: RunOptions = { care: care({ settings, changes }), states };
    const second = startRun(options);
    speak(second, minute, 100);
    expect([...first.lines(), ...second.lines()]).toEqual(whole().lines());
  });
});
const whole0 = aSetting("condition", "copd", 0).fromMs;

describe("a comfort plan", () => {
  const plan = (detail: CareSetting["detail"], at = 0) => [aSetting("comfortPlan", "", at, { detail })];
  it("makes numbers a mark, and pages for those that it names", () => {
    expect(steady({ heartRate: 135 }, { settings: plan({ pages: [] }) })).toEqual([`raise heartRate.high info @${2 * MINUTE}`]);
    expect(steady({ heartRate: 135 }, { settings: plan({ pages: ["heartRate.high"] }) })).toEqual([
      `raise heartRate.high critical @${2 * MINUTE}`,
    ]);
  });
  it("makes NEWS2 and the question for another measurement marks too", () => {
    const run = startRun({ care: care({ settings: plan({ pages: [] }) }) });
    run.send({ at: 0, deviceId: "ox", kind: "oximeter", values: { spo2: 88 } });
    run.tick(HOUR);
    expect(run.signals.map(({ type, rule, severity }) => `${type} ${rule} ${severity}`)).toEqual([
      "raise measureNow.spo2 info",
      "raise news2.fullSet info",
      "raise spo2.low info",
      "clear measureNow.spo2 info",
    ]);
  });
  it("never touches SOS, fall, a call for care, stillness or silence", () => {
    const run = startRun({ care: care({ settings: plan({ pages: [] }) }) });
    for (const event of ["sos", "fall", "help"] as const) run.send({ at: 1, event, identity: event });
    for (let second = 0; second <= 300; second += 10)
      run.send({ at: second * 1_000 + 2, values: { worn: 1, heartRate: 0 }, quality: second === 0 ? "good" : "technical" });
    run.tick(2 * HOUR);
    const said = run.signals.map(({ rule, severity }) => `${rule} ${severity}`);
    expect(said).toEqual(expect.arrayContaining(["sos critical", "fall critical", "help warning", "absence.wristband critical"]));
    const quieted = run.signals.filter(({ severity, class: about }) => severity === "info" && about === "physiological");
    expect(quieted.filter(({ kind }) => kind !== "vital" && kind !== "measureNow")).toEqual([]);
  });
  it("that begins while a critical alert stands says so, and says it again when it ends", () => {
    const settings = [...plan({ pages: [] }, 5 * MINUTE), aSetting("comfortPlan", "", 9 * MINUTE, { value: 0 })];
    expect(steady({ heartRate: 135 }, { settings }, 12)).toEqual([
      `raise heartRate.high critical @${2 * MINUTE}`,
      `update heartRate.high info @${5 * MINUTE}`,
      `update heartRate.high critical @${9 * MINUTE}`,
    ]);
  });
  it("says whether numbers that still page prompt to call 120", () => {
    const of = (prompts120: boolean) => {
      const run = startRun({ care: care({ settings: plan({ pages: ["heartRate.high"], prompts120 }) }) });
      for (let minute = 0; minute <= 3; minute++) monitor(run, minute, { heartRate: 135 });
      run.send({ at: 4 * MINUTE, event: "sos" });
      return run.signals.filter(({ kind }) => kind !== "news2").map(({ rule, prompts120: prompts }) => [rule, prompts]);
    };
    expect(of(false)).toEqual([
      ["heartRate.high", false],
      ["sos", undefined],
    ]);
    expect(of(true)).toEqual([
      ["heartRate.high", undefined],
      ["sos", undefined],
    ]);
  });
});

describe("focus group and care level", () => {
  /** 22:30 of that day. */
  const NIGHT = 12.5 * HOUR;
  function outOfBed(laid: Laid): number[] {
    const run = startRun({ care: care(laid) });
    const bed = (at: number, bedOccupied: number) => run.send({ at, deviceId: "bed", kind: "bedMat", values: { bedOccupied } });
    bed(NIGHT, 1);
    bed(NIGHT + MINUTE, 0);
    run.tick(NIGHT + HOUR);
    return run.signals.filter(({ rule }) => rule === "bedExit.night").map(({ atMs }) => (atMs - whole0 - NIGHT) / MINUTE - 1);
  }
  it.each<readonly [string, Laid, number[]]>([
    ["nobody in particular", {}, [20]],
    ["care level 3", { level: 3 }, [5]],
    ["the tag 失能", { settings: [aSetting("focusGroup", "disabled", 0)] }, [5]],
    [
      "a tag that was ended",
      { settings: [aSetting("focusGroup", "disabled", 0), aSetting("focusGroup", "disabled", 1, { value: 0 })] },
      [20],
    ],
    ["the home's own duration", { changes: [aRuleChange("bedExit.night", { forMs: 10 * MINUTE }, 0)] }, [10]],
    [
      "the home's own duration, begun while the bed is empty",
      { changes: [aRuleChange("bedExit.night", { forMs: 10 * MINUTE }, NIGHT + 6 * MINUTE)] },
      [10],
    ],
    ["a rule that the home switched off", { changes: [aRuleChange("bedExit.night", { disabled: true }, 0)] }, []],
  ])("of %s choose how long a bed may be empty at night", (_who, laid, minutes) => expect(outOfBed(laid)).toEqual(minutes));

  function floor(laid: Laid): string[] {
    const run = startRun({ care: care(laid) });
    run.send({ at: 0, deviceId: "pir", kind: "motionSensor", values: { motion: 1 } });
    run.tick(30 * HOUR);
    return run.linesOf("inactivity.").map((line) => line.split(" @")[0]!);
  }
  it("of who lives alone let the fixed floor hold even where somebody is on site", () => {
    expect(floor({})).toEqual([]);
    const alone = ["raise inactivity.floor critical", "raise inactivity.notUp warning"];
    expect(floor({ staffed: false }).toSorted()).toEqual(alone);
    expect(floor({ settings: [aSetting("focusGroup", "livingAlone", 0)] }).toSorted()).toEqual(alone);
  });
});
