import { Type, type Static } from "typebox";
import type { Alert } from "./alert.ts";
import { settingAt, type CareSetting } from "./care-settings.ts";
import type { Resident } from "./directory.ts";
import type { Role } from "./people.ts";
import { isAtWanderingRisk } from "./wandering.ts";

/** Who gave or took back the consent: the resident, or who may decide for them (监护人 or authorised relative). */
export const CONSENT_GIVERS = ["resident", "representative"] as const;
export const ConsentGiver = Type.Enum(CONSENT_GIVERS);
export type ConsentGiver = Static<typeof ConsentGiver>;

/**
 * Why somebody sees, or does not see, where a resident is (DOMAIN §4: location shown only by consent or during an alarm). Seen: `alert` (one of
 * the resident is open), `consent`, `wanderingRisk` (focus group of the care plan), `familyScope`. Not seen: `off` (was switched off),
 * `noConsent` (nobody ever said yes).
 */
export const LOCATION_WHYS = ["alert", "consent", "wanderingRisk", "familyScope", "off", "noConsent"] as const;
export type LocationWhy = (typeof LOCATION_WHYS)[number];
export interface LocationSight {
  readonly isShown: boolean;
  readonly why: LocationWhy;
  /** Server time before which nothing of it is shown; `null`: nothing is shown at all. */
  readonly fromMs: number | null;
}
/** During an alert alone the way there is shown from so long before it [M]. */
export const BEFORE_ALERT_MS = 60 * 60_000;
/** By consent the way of a week is shown, to a relative that of a day [M]. */
export const LONGEST_TRAIL_MS = 7 * 24 * 60 * 60_000;
export const FAMILY_TRAIL_MS = 24 * 60 * 60_000;
/** An older position is shown as old, never as where somebody is [M]. */
export const CURRENT_FOR_MS = 5 * 60_000;

/** Nothing is shown: for those whose role or relation does not allow it, and of whom nobody knows. */
export const NOT_SHOWN: LocationSight = { isShown: false, why: "noConsent", fromMs: null };
/** A fix or a beacon as far as it is shown: the last one of last month is no business of an alert of today. */
export function seenWithin<T extends { readonly atMs: number }>({ fromMs }: LocationSight, seen: T | null): T | null {
  return seen !== null && fromMs !== null && seen.atMs >= fromMs ? seen : null;
}
/** What an alert needs for the rule: a device that needs a battery is nobody in need. */
export type SightAlert = Pick<Alert, "class" | "state" | "raisedAtMs" | "residentId">;
export function opensLocation(alert: Omit<SightAlert, "raisedAtMs">, residentId: string): boolean {
  return alert.residentId === residentId && alert.class === "physiological" && alert.state !== "resolved";
}
/**
 * The one rule of who sees where a resident is, for somebody whose role and relation allow it at all (`readLocation` of rights.ts).
 * An open alert outranks everything: who must find somebody must know where. Then what the resident said last; then the focus group.
 * A clinic, which stands here by an alert that was routed to it, sees it during that alert alone.
 */
export function locationSightOf(input: {
  readonly role: Role;
  readonly resident: Resident;
  /** Alerts of the home; for a clinic only those that it was told of. */
  readonly alerts: readonly SightAlert[];
  readonly settings: readonly CareSetting[];
  readonly nowMs: number;
}): LocationSight {
  const { role, resident, alerts, settings, nowMs } = input;
  if (role === "family") return { isShown: true, why: "familyScope", fromMs: nowMs - FAMILY_TRAIL_MS };
  const begunMs = alerts.filter((alert) => opensLocation(alert, resident.id)).map(({ raisedAtMs }) => raisedAtMs);
  const word = settingAt(settings, "locationConsent", nowMs);
  const byWord: LocationWhy = word === undefined ? "noConsent" : word.value === 1 ? "consent" : "off";
  const outside: LocationWhy =
    role === "clinicStaff"
      ? "noConsent"
      : byWord === "noConsent" && isAtWanderingRisk(resident, settings, nowMs)
        ? "wanderingRisk"
        : byWord;
  const byWordFromMs = outside === "consent" || outside === "wanderingRisk" ? nowMs - LONGEST_TRAIL_MS : null;
  if (begunMs.length > 0) return { isShown: true, why: "alert", fromMs: byWordFromMs ?? Math.min(...begunMs) - BEFORE_ALERT_MS };
  return { isShown: byWordFromMs !== null, why: outside, fromMs: byWordFromMs };
}
