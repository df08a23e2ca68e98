import { Type, type Static } from "typebox";
import { Check } from "typebox/value";

const KEPT_UNDER = "anhu.shift.heard";
/** What a phone of the shift knows when it opens without a network; nothing of anybody. */
const LastHeard = Type.Object({
  /** By this phone's clock. */
  atMs: Type.Integer(),
  /** The home's own number. */
  phone: Type.Union([Type.String(), Type.Null()]),
});
export type LastHeard = Static<typeof LastHeard>;

export function keepLastHeard(heard: LastHeard): void {
  localStorage.setItem(KEPT_UNDER, JSON.stringify(heard));
}
/** `null`: never, or it cannot be read. */
export function lastHeard(): LastHeard | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_UNDER) ?? "null");
    return Check(LastHeard, kept) ? kept : null;
  } catch {
    return null;
  }
}
