import type { Alert } from "../alert.ts";
import { holdsAt } from "../contract.ts";
import { outsideByM, type Fence } from "../fence.ts";
import { opensLocation } from "../location-sight.ts";
import type { HandoverLocation } from "./sheet.ts";

/** A fix of a device that the resident carries. */
export interface Fix {
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyM: number | null;
  readonly atMs: number;
}
/**
 * Where the resident is, for as long as the alert is open and one that opens the location, and only when that is not inside a fence of the home:
 * a room says the rest. Home care (unstaffed) has no fences as a rule, and the doctor has to find the flat. `fix`: as far as the reader may see it.
 */
export function locationOf(input: {
  readonly alert: Pick<Alert, "state" | "kind" | "class" | "residentId">;
  readonly staffed: boolean;
  readonly fix: Fix | null;
  readonly fences: readonly Fence[];
  readonly nowMs: number;
}): HandoverLocation | null {
  const { alert, staffed, fix, nowMs } = input;
  if (fix === null || alert.residentId === null || !opensLocation(alert, alert.residentId)) return null;
  const home = input.fences.filter(
    (fence) => holdsAt(fence, nowMs) && (fence.residentId === null || fence.residentId === alert.residentId),
  );
  const { latitude, longitude, accuracyM, atMs } = fix;
  const outsideM = home.length === 0 ? null : outsideByM(home, fix);
  const isOut = outsideM === null ? alert.kind === "wandering" || !staffed : outsideM > 0 || alert.kind === "wandering";
  if (!isOut) return null;
  return { latitude, longitude, accuracyM, at: atMs, outsideM, home: home.map(({ name, shape }) => ({ name, shape })) };
}
