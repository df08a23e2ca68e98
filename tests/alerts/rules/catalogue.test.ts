import { describe, expect, it } from "vitest";
import { SIGNS } from "../../../domain/signs.ts";
import { HARDWARE_KINDS, deviceKindInfo } from "../../../domain/device-kinds.ts";
import { silenceLimits, signLimitMs } from "../../../alerts/rules/absence.ts";
import { WATCHED_SIGNS } from "../../../alerts/rules/catalogue/devices.ts";
import { SEVERITY_RANK } from "../../../alerts/rules/types.ts";
import { DEFAULT_CATALOGUE, makeCatalogue } from "../../../alerts/rules/catalogue.ts";

const thresholds = DEFAULT_CATALOGUE.rules.flatMap((rule) => (rule.type === "threshold" ? [rule] : []));
const levels = thresholds.flatMap((rule) => rule.levels.map((level, index) => ({ name: `${rule.id} ${index}`, rule, level, index })));

describe("the catalogue of rules", () => {
  it.each([...DEFAULT_CATALOGUE.rules])("$id says its source, cause, consequence and response in both languages", (rule) => {
    expect(rule.source.length).toBeGreaterThan(5);
    for (const text of [rule.title, rule.cause, rule.consequence, rule.response]) {
      expect(text.zh).toMatch(/\p{Script=Han}/u);
      expect(text.en).not.toBe("");
    }
  });
  it.each(levels)("$name names the source of its numbers", ({ level }) => expect(level.source.length).toBeGreaterThan(5));
  it.each(levels)("$name lies in the plausible range and clears on the healthy side", ({ rule, level }) => {
    const [low, high] = SIGNS[rule.sign].plausible;
    expect(level.raiseAt).toBeGreaterThanOrEqual(low);
    expect(level.raiseAt).toBeLessThanOrEqual(high);
    if (rule.side === "high") expect(level.clearAt).toBeLessThanOrEqual(level.raiseAt);
    else expect(level.clearAt).toBeGreaterThanOrEqual(level.raiseAt);
  });
  it.each(levels.filter(({ index }) => index > 0))("$name is worse than the level before it", ({ rule, level, index }) => {
    const sign = rule.side === "high" ? 1 : -1;
    const before = rule.levels[index - 1]!;
    const rank = SEVERITY_RANK[level.severity] - SEVERITY_RANK[before.severity];
    expect(rank).toBeGreaterThanOrEqual(0);
    if (rank === 0) expect(sign * level.raiseAt).toBeGreaterThan(sign * before.raiseAt);
    if (rank === 0) expect(sign * level.clearAt).toBeGreaterThan(sign * before.clearAt);
  });
  it.each(levels)("$name is with the limits of a milder level waits longer than that", ({ rule, level, index }) => {
    for (const milder of rule.levels.slice(0, index))
      if (milder.raiseAt === level.raiseAt && milder.clearAt === level.clearAt && !level.deep)
        expect(milder.forMs).toBeLessThan(level.forMs);
  });
  it.each(thresholds.filter((rule) => rule.class === "physiological"))("$id has an absence rule beside it", (rule) => {
    expect(DEFAULT_CATALOGUE.rule(`absence.${rule.sign}`)).toBeDefined();
    expect(DEFAULT_CATALOGUE.rule(`measureNow.${rule.sign}`)).toBeDefined();
  });
  it.each(HARDWARE_KINDS)("the silence of a %s is noticed within three intervals, dense ones within five minutes", (kind) => {
    const interval = deviceKindInfo(kind).expectedIntervalMs!;
    const limits = silenceLimits(deviceKindInfo(kind))!;
    expect(limits.warningMs).toBeLessThanOrEqual(Math.max(60_000, 3 * interval));
    expect(limits.warningMs).toBeGreaterThanOrEqual(60_000);
    if (interval <= 60_000) expect(limits.warningMs).toBeLessThanOrEqual(5 * 60_000);
    for (const sign of WATCHED_SIGNS) expect(signLimitMs(interval, sign)).toBeGreaterThan(0);
  });
  it("refuses two rules of one name", () => {
    const rule = DEFAULT_CATALOGUE.rules[0]!;
    expect(() => makeCatalogue([rule, rule])).toThrow(/two rules are called/);
  });
});
