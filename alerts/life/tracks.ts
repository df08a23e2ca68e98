import { isDrill } from "../../domain/drill.ts";
import type { AlertKind } from "../../domain/alert.ts";
import type { Signal } from "../signal.ts";

/** Kinds in which somebody may be hurt: hands and a doctor (DOMAIN §5.1). A leak, a call for care and a measurement need hands only. */
const BOTH: ReadonlySet<AlertKind> = new Set(["sos", "fall", "vital", "news2", "stillness", "longLie", "smoke", "gas"]);
/** DESIGN, Time: these page even when they arrive late; a task to measure is what a late critical value turns into. */
const PAGES_LATE: ReadonlySet<AlertKind> = new Set(["sos", "fall", "measureNow"]);

/** A warning that says "a nurse or physician must look": hands alone do not end it (RESTORE2, soft signs). */
const DOCTOR_TOO: ReadonlySet<AlertKind> = new Set(["concern"]);

/**
 * Which tracks an alert owes. Medical only when critical, or where nobody is on site to judge a warning.
 * Marks (information) and withheld late alerts are shown and owe nothing.
 */
export function owedTracks(
  signal: Pick<Signal, "kind" | "class" | "severity" | "late"> & { readonly rule?: string },
  staffed: boolean,
): { readonly onSite: boolean; readonly medical: boolean } {
  // A drill asks whether the clinic answers; nobody of the house runs for it.
  if (isDrill({ rule: signal.rule ?? "" })) return { onSite: false, medical: true };
  if (signal.late && !PAGES_LATE.has(signal.kind)) return { onSite: false, medical: false };
  if (signal.severity === "info") return { onSite: false, medical: false };
  if (signal.class === "technical") return { onSite: true, medical: false };
  return { onSite: true, medical: DOCTOR_TOO.has(signal.kind) || (BOTH.has(signal.kind) && (signal.severity === "critical" || !staffed)) };
}
