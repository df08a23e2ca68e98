import type { AlertKind, Severity } from "./alert.ts";
import type { ServiceItem } from "./service-items.ts";

/** Kinds in which somebody may be in danger now, whatever severity they were given: routed as an emergency (DOMAIN §5.1, §5.4). */
const EMERGENCY: ReadonlySet<AlertKind> = new Set(["sos", "fall", "stillness", "longLie", "smoke", "gas"]);
const OF_A_DOCTOR: readonly ServiceItem[] = ["diagnosis", "telemedicine"];
const OF_AN_OUTBREAK: readonly ServiceItem[] = ["infectionControl", "diagnosis", "telemedicine"];

/** Is the alert routed as an emergency: every contract that holds may be asked, none is left out for want of a listed service. */
export function isEmergency({ kind, severity }: { readonly kind: AlertKind; readonly severity: Severity }): boolean {
  return severity === "critical" || EMERGENCY.has(kind);
}
/**
 * Services of which a contract must list one to be told of such an alert (000 (十三)): an emergency needs 急诊急救, anything else a diagnosis or
 * a doctor from afar. Why just these: Anhu's reading of the fourteen items, nothing there speaks of alerts [M].
 */
export function neededServices(about: { readonly kind: AlertKind; readonly severity: Severity }): readonly ServiceItem[] {
  if (isEmergency(about)) return ["emergency"];
  return about.kind === "feverCluster" ? OF_AN_OUTBREAK : OF_A_DOCTOR;
}
