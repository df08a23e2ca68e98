import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import { parseOwnJson } from "../own-json.ts";
import { flag } from "./records-database.ts";
import type { AlertRow, Tables } from "./tables.ts";

export function toAlert(row: AlertRow): Alert {
  const { latched, conditionActive, late, prompt120, onSiteJson, medicalJson, holdJson, ...rest } = row;
  const onSite = parseOwnJson<Alert["onSite"]>(onSiteJson);
  const medical = parseOwnJson<Alert["medical"]>(medicalJson);
  return {
    ...rest,
    latched: latched === 1,
    conditionActive: conditionActive === 1,
    late: late === 1,
    prompt120: prompt120 === 1,
    onSite,
    medical,
    hold: holdJson === null ? null : parseOwnJson<NonNullable<Alert["hold"]>>(holdJson),
  };
}
export function toAlertRow(alert: Alert): AlertRow {
  return {
    id: alert.id,
    facilityId: alert.facilityId,
    subjectId: alert.subjectId,
    residentId: alert.residentId,
    placeId: alert.placeId,
    deviceId: alert.deviceId,
    rule: alert.rule,
    kind: alert.kind,
    class: alert.class,
    severity: alert.severity,
    state: alert.state,
    latched: flag(alert.latched),
    conditionActive: flag(alert.conditionActive),
    late: flag(alert.late),
    sign: alert.sign,
    value: alert.value,
    observedAtMs: alert.observedAtMs,
    raisedAtMs: alert.raisedAtMs,
    resolvedAtMs: alert.resolvedAtMs,
    outcome: alert.outcome,
    prompt120: flag(alert.prompt120),
    onSiteJson: JSON.stringify(alert.onSite),
    medicalJson: JSON.stringify(alert.medical),
    evidenceCount: alert.evidenceCount,
    holdJson: alert.hold === null ? null : JSON.stringify(alert.hold),
    version: alert.version,
  };
}
export function toTimelineEntry(row: Pick<Tables["timeline"], "atMs" | "code" | "track" | "who" | "detail">): TimelineEntry {
  return { at: row.atMs, code: row.code, track: row.track, who: row.who, detail: row.detail };
}
