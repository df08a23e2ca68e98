import { yearsWithoutHolidays } from "../domain/holidays.ts";
import { policyAt } from "../domain/escalation.ts";
import type { ForetellAsk, WhoWillBeTold } from "../domain/foretold.ts";
import { mayDo } from "../domain/rights.ts";
import { reasonsText } from "../domain/tell-reason.ts";
import { clinicWhyViews } from "./clinic-why.ts";
import { whoIs } from "./who-is.ts";
import type { ApiPorts } from "./ports.ts";
import { notFound, relationsTo, type Target } from "./targets.ts";
import type { Viewer } from "./viewer.ts";

/** How far ahead: by then every ladder has come to what it repeats. */
const AHEAD_MS = 30 * 60_000;

/** The answer in names and phones that the viewer may see. @throws {AnhuError} `NOT_FOUND`: no such resident or rule */
export async function whoWillBeTold(ports: ApiPorts, viewer: Viewer, target: Target, ask: ForetellAsk): Promise<WhoWillBeTold> {
  const { desk, escalation } = ports;
  const facilityId = target.facilityId ?? "";
  const found = escalation.foretell(ask, AHEAD_MS);
  if (found === undefined) throw notFound("rule");
  const hasPhones = mayDo(viewer.role, "readContacts", await relationsTo(ports, viewer, target));
  const clinics = clinicWhyViews(ports, facilityId, found.decision, hasPhones);
  const whoOf = whoIs(ports, viewer, { facilityId, residentId: ask.residentId, atMs: ask.atMs, hasPhones, clinics });
  const until = ask.atMs + AHEAD_MS;
  const silence = desk
    .silencesOf(facilityId)
    .find((one) => one.residentId === ask.residentId && one.rule === ask.rule && one.deviceId === null && ask.atMs < one.untilMs);
  const isSilenced = silence !== undefined && found.severity !== "critical";
  const silenced = isSilenced ? [`silenced until ${new Date(silence.untilMs).toISOString()}: told then if it still holds`] : [];
  return {
    residentId: ask.residentId,
    rule: ask.rule,
    severity: found.severity,
    at: ask.atMs,
    until,
    policyVersion: policyAt(escalation.policies(facilityId), ask.atMs)?.version ?? 0,
    items: (isSilenced ? [] : found.items).map((item) => ({
      ...{ afterMs: item.afterMs, track: item.track, target: item.target, how: item.how },
      ...{ who: whoOf(item), gap: item.isGap, why: item.why, explained: reasonsText(item.reasons) },
    })),
    clinics,
    warnings: [...(found.notes ?? []), ...silenced, ...holidayWarnings(ask.atMs, until)],
  };
}
/** For whoever keeps rotas and windows by kinds of day. */
export function holidayWarnings(fromMs: number, toMs: number): string[] {
  return yearsWithoutHolidays(fromMs, toMs).map((year) => `public holidays of ${year} are not known: weekdays count; update Anhu`);
}
