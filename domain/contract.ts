import type { AlertKind } from "./alert.ts";

/**
 * When a clinic is told of an alert (practice §5.5).
 * `at-once`; `unless-arrived`: at once when 120 is prompted, a medical-grade critical value is confirmed or staff ask for a
 * doctor, otherwise when nobody has arrived after 90 s, and not at all once arrival recorded 非紧急; `never`.
 */
export type TellClinic = "at-once" | "unless-arrived" | "never";
export const TELL_CLINIC = ["at-once", "unless-arrived", "never"] as const;
/** Time that staff of a staffed home have to arrive before the clinic is told (DOMAIN §5.5). */
export const ARRIVAL_GRACE_MS = 90_000;

export interface Contract {
  readonly id: string;
  readonly facilityId: string;
  readonly clinicId: string;
  readonly fromMs: number;
  readonly toMs: number | null;
  /** Overrides of the default, per alert kind. */
  readonly tell: Readonly<Partial<Record<AlertKind, TellClinic>>>;
  /** The clinic may be sent names (else a room and an opaque id). */
  readonly namesAllowed: boolean;
}
export function holdsAt(period: { readonly fromMs: number; readonly toMs: number | null }, atMs: number): boolean {
  return atMs >= period.fromMs && (period.toMs === null || atMs < period.toMs);
}
const OF_THE_HOME: ReadonlySet<AlertKind> = new Set(["help", "device", "measureNow", "softSigns", "feverCluster"]);
/** Defaults of DOMAIN §5.5; `help` (呼叫护理), care tasks and device trouble never page a clinic. */
export function tellClinic(contract: Pick<Contract, "tell">, kind: AlertKind, staffed: boolean): TellClinic {
  if (OF_THE_HOME.has(kind)) return "never";
  return contract.tell[kind] ?? (staffed ? "unless-arrived" : "at-once");
}
