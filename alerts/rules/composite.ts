import type { SignKey } from "../../domain/signs.ts";

/** A rule of the catalogue that says something at present, at any severity. */
export interface RulePart {
  readonly type: "rule";
  readonly rule: string;
}
/** A value past a limit: held for `forMs` where it is measured often, once where it is not. */
export interface ValuePart {
  readonly type: "value";
  readonly sign: SignKey;
  readonly side: "high" | "low";
  readonly at: number;
  readonly forMs: number;
  /** Not while the resident moves. */
  readonly atRest: boolean;
}
/** `needs` of the parts: all of them is AND, one is OR. */
export interface Group {
  readonly type: "group";
  readonly needs: number;
  readonly of: readonly Part[];
}
export type Part = RulePart | ValuePart | Group;
export type Leaf = RulePart | ValuePart;

export const allOf = (...of: readonly Part[]): Group => ({ type: "group", needs: of.length, of });
export const anyOf = (...of: readonly Part[]): Group => ({ type: "group", needs: 1, of });
export const someOf = (needs: number, ...of: readonly Part[]): Group => ({ type: "group", needs, of });

/** The parts that are no groups, in order: their states are kept by this order. */
export function leavesOf(part: Part): readonly Leaf[] {
  return part.type === "group" ? part.of.flatMap(leavesOf) : [part];
}
export function isTrue(part: Part, holds: (leaf: Leaf) => boolean): boolean {
  return part.type === "group" ? part.of.filter((one) => isTrue(one, holds)).length >= part.needs : holds(part);
}
export function isPast({ side, at }: ValuePart, value: number): boolean {
  return side === "high" ? value >= at : value <= at;
}
