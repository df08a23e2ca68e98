import type { Desk } from "../alerts/desk.ts";
import { contactsToRing, isAskDue, reasonsToRing } from "../alerts/family/calls.ts";
import { dueNotice } from "../alerts/family/notices.ts";
import type { Screens } from "../alerts/ports.ts";
import type { FamilyDesk, Writer } from "../api/family-ports.ts";
import type { Alert, TimelineEntry } from "../domain/alert.ts";
import type { Contact, Facility } from "../domain/directory.ts";
import { FAMILY_AFTER_MS, type ContactCall, type FamilyNotice, type NoticeType, type TriedCall } from "../domain/family-notice.ts";
import { noticeWords } from "../domain/family-words.ts";
import { newId } from "../domain/ids.ts";
import type { Clock } from "../domain/time.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";
import type { Stores } from "./stores.ts";

/** How often due notices and calls are looked at; a simulated clock may run faster than the machine's. */
const LOOK_EVERY_MS = 500;
type Records = Stores["records"]["records"];
export interface FamilyParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly desk: Pick<Desk, "open" | "find" | "note">;
  readonly directory: {
    facilities(): readonly Facility[];
    facility(facilityId: string): Facility | undefined;
    contacts(facilityId: string, residentId: string | null): readonly Contact[];
  };
  readonly records: Pick<
    Records,
    | "familyNotices"
    | "releasedNotices"
    | "addFamilyNotice"
    | "releaseFamilyNotice"
    | "contactCalls"
    | "openContactCalls"
    | "addContactCall"
    | "addContactCallTry"
  >;
  readonly screens: Screens;
  readonly onAlertChange: (listener: (change: { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] }) => void) => unknown;
  /** A telephone that rings by itself, beside the staff who are asked; it may fail, the task stays. */
  readonly ring?: (call: ContactCall, contact: Contact) => void;
}
const line = (at: number, code: TimelineEntry["code"], who: string | null, detail: string | null): TimelineEntry => ({
  ...{ at, code, track: null, who, detail },
});
/** Tells families and has emergency contacts rung, beside the alerts and never in their way. What fails is tried again at the next look. */
export function startFamily(parts: FamilyParts, lifecycle: Lifecycle): FamilyDesk {
  const { clock, log, desk, directory, records, screens } = parts;
  /** What was said of an alert, read once. */
  const made = new Map<string, Set<NoticeType>>();
  /** Alerts of which a change is to be looked at, closed ones too. */
  const changed = new Set<string>();
  let calls: Map<string, TriedCall> | null = null;
  /** Calls that staff were asked for, until the desk forgets their alert. */
  const asked = new Map<string, { readonly alertId: string; readonly atMs: number }>();
  let isLooking = false;
  let failures = 0;

  async function look(alert: Alert, timeline: readonly TimelineEntry[]): Promise<void> {
    if (alert.residentId === null) return;
    await ringWhoMust(alert, timeline, alert.residentId);
    const said = made.get(alert.id) ?? new Set((await records.familyNotices(alert.id)).map(({ type }) => type));
    made.set(alert.id, said);
    const afterMs = directory.facility(alert.facilityId)?.familyAfterMs ?? FAMILY_AFTER_MS;
    const nowMs = clock.now();
    const type = dueNotice({ alert, timeline, afterMs, made: said }, nowMs);
    if (type === null || type === "words") return;
    const notice: FamilyNotice = {
      ...{ id: `fam_${alert.id}_${type}`, alertId: alert.id, facilityId: alert.facilityId, residentId: alert.residentId, type },
      ...{ text: noticeWords(type, alert), atMs: nowMs, byName: null, byRole: null },
      ...{ releasedAtMs: nowMs, releasedByName: null, releasedByRole: null },
    };
    const isNew = await records.addFamilyNotice(notice);
    said.add(type);
    if (isNew) await desk.note(alert.id, [line(nowMs, "familyTold", null, type)]);
  }
  async function ringWhoMust(alert: Alert, timeline: readonly TimelineEntry[], residentId: string): Promise<void> {
    const contacts = contactsToRing(directory.contacts(alert.facilityId, residentId), residentId);
    for (const why of reasonsToRing(timeline))
      for (const contact of contacts) {
        const id = `call_${alert.id}_${why}_${contact.id}`;
        if (calls?.has(id) === true || asked.has(id)) continue;
        const call: ContactCall = {
          ...{ id, alertId: alert.id, facilityId: alert.facilityId, residentId, contactId: contact.id, why },
          ...{ atMs: clock.now(), doneAtMs: null },
        };
        const isNew = await records.addContactCall(call);
        // Kept before a restart, and done: nobody is asked again.
        asked.set(id, { alertId: alert.id, atMs: clock.now() });
        if (!isNew) continue;
        calls?.set(id, { ...call, tries: [] });
        ask(call);
        parts.ring?.(call, contact);
      }
  }
  function ask({ id, facilityId, alertId }: ContactCall): void {
    asked.set(id, { alertId, atMs: clock.now() });
    for (const role of ["onDutyCaregiver", "nurse"] as const) screens.tell(facilityId, role, alertId);
  }
  async function lookAtAll(): Promise<void> {
    calls ??= new Map((await records.openContactCalls(null)).map((call) => [call.id, call]));
    const open = directory.facilities().flatMap(({ id }) => desk.open(id));
    const closed = [...changed].flatMap((id) => desk.find(id) ?? []).filter(({ alert }) => alert.state === "resolved");
    const failed: unknown[] = [];
    for (const { alert, timeline } of [...open, ...closed]) {
      try {
        if (alert.severity === "critical" || reasonsToRing(timeline).length > 0) await look(alert, timeline);
        changed.delete(alert.id);
      } catch (error) {
        // What is wrong with one alert keeps nothing from the families of others.
        failed.push(error);
      }
    }
    for (const call of calls.values()) if (isAskDue(call, asked.get(call.id)?.atMs ?? null, clock.now())) ask(call);
    forget();
    if (failed.length > 0) throw new Error(`telling families: ${failed.length} alerts could not be looked at`, { cause: failed[0] });
  }
  /** Of alerts that the desk does not know any more nothing is due. */
  function forget(): void {
    const isGone = (alertId: string) => desk.find(alertId) === undefined;
    for (const id of made.keys()) if (isGone(id)) made.delete(id);
    for (const id of changed) if (isGone(id)) changed.delete(id);
    for (const [id, { alertId }] of asked) if (isGone(alertId) && calls?.has(id) !== true) asked.delete(id);
  }
  function lookNow(): void {
    if (isLooking) return;
    isLooking = true;
    lookAtAll()
      .then(() => (failures = 0))
      .catch((error: unknown) => {
        failures += 1;
        if (failures === 1)
          log.warn({ error }, "telling families: something of it failed, or the records do not answer; tried again until it goes");
      })
      .finally(() => (isLooking = false));
  }
  parts.onAlertChange(({ alert }) => {
    if (alert.severity === "critical") changed.add(alert.id);
  });
  const timer = setInterval(lookNow, LOOK_EVERY_MS);
  lifecycle.add("telling families", () => clearInterval(timer));

  async function noted(alertId: string, entry: TimelineEntry): Promise<void> {
    if (desk.find(alertId) !== undefined) await desk.note(alertId, [entry]);
  }
  return {
    async happened(alertId, what, by) {
      await desk.note(alertId, [line(clock.now(), what, by.name, by.role)]);
      changed.add(alertId);
      lookNow();
    },
    notices: (alertId) => records.familyNotices(alertId),
    releasedNotices: (residentId) => records.releasedNotices(residentId),
    async write(alert, text, by, isReleased) {
      const nowMs = clock.now();
      const released = { releasedAtMs: nowMs, releasedByName: by.name, releasedByRole: by.role };
      const notice: FamilyNotice = {
        ...{ id: newId("fam"), alertId: alert.id, facilityId: alert.facilityId, residentId: alert.residentId ?? "", type: "words" },
        ...{ text: { zh: text, en: text }, atMs: nowMs, byName: by.name, byRole: by.role },
        ...(isReleased ? released : { releasedAtMs: null, releasedByName: null, releasedByRole: null }),
      };
      await records.addFamilyNotice(notice);
      if (isReleased) await noted(alert.id, line(nowMs, "familyTold", by.name, "words"));
      return notice;
    },
    async release(alertId, noticeId, by: Writer) {
      const atMs = clock.now();
      const isReleased = await records.releaseFamilyNotice({ alertId, noticeId, atMs, byName: by.name, byRole: by.role });
      if (isReleased) await noted(alertId, line(atMs, "familyTold", by.name, "words"));
      return isReleased;
    },
    calls: (alertId) => records.contactCalls(alertId),
    openCalls: (facilityId) => records.openContactCalls(facilityId),
    async tried(alertId, callId, result, by) {
      const one = { atMs: clock.now(), result, byName: by.name, byRole: by.role };
      if (!(await records.addContactCallTry({ alertId, callId, ...one }))) return false;
      const call = calls?.get(callId);
      if (call !== undefined && result === "done") calls?.delete(callId);
      else if (call !== undefined) calls?.set(callId, { ...call, tries: [...call.tries, one] });
      await noted(alertId, line(one.atMs, result === "done" ? "contactReached" : "contactNotReached", by.name, by.role));
      return true;
    },
  };
}
