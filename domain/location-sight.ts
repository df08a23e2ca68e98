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
  /** Server time before which nothing of the way is shown; `null`: nothing is shown at all. */
  readonly fromMs: number | null;
  /** The same for the one place where the resident was last: while somebody is looked for it has no bound. */
  readonly lastFromMs: number | null;
}
/** During an alert alone the way there is shown from so long before it [M]. */
export const BEFORE_ALERT_MS = 60 * 60_000;
/** By consent the way of a week is shown, to a relative that of a day [M]. */
export const LONGEST_TRAIL_MS = 7 * 24 * 60 * 60_000;
export const FAMILY_TRAIL_MS = 24 * 60 * 60_000;
/** An older position is shown as old, never as where somebody is [M]. */
export const CURRENT_FOR_MS = 5 * 60_000;

/** Nothing is shown: for those whose role or relation does not allow it, and of whom nobody knows. */
export const NOT_SHOWN: LocationSight = { isShown: false, why: "noConsent", fromMs: null, lastFromMs: null };
/** The last fix or beacon as far as it is shown: that of last month is no business of a fall of today. */
export function seenWithin<T extends { readonly atMs: number }>({ lastFromMs }: LocationSight, seen: T | null): T | null {
  return seen !== null && lastFromMs !== null && seen.atMs >= lastFromMs ? seen : null;
}
/** What an alert needs for the rule: a device that needs a battery is nobody in need. */
export type SightAlert = Pick<Alert, "class" | "kind" | "state" | "raisedAtMs" | "residentId">;
export function opensLocation(alert: Pick<SightAlert, "class" | "state" | "residentId">, residentId: string): boolean {
  return alert.residentId === residentId && alert.class === "physiological" && alert.state !== "resolved";
}
/**
 * The one rule of who sees where a resident is, for somebody whose role and relation allow it at all (`readLocation` of rights.ts).
 * An open alert outranks everything: who must find somebody must know where. Then what the resident said last; then the focus group.
 * A clinic, which stands here by an alert that was routed to it, sees it during that alert alone. While somebody who wandered is looked for, the
 * place where they were last is shown to each of them, however old it is: a watch that died says where to begin.
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
  const open = alerts.filter((alert) => opensLocation(alert, resident.id));
  const isLookedFor = open.some(({ kind }) => kind === "wandering");
  const duringFromMs = Math.min(...open.map(({ raisedAtMs }) => raisedAtMs - BEFORE_ALERT_MS));
  const shown = (why: LocationWhy, fromMs: number): LocationSight => ({ isShown: true, why, fromMs, lastFromMs: isLookedFor ? 0 : fromMs });
  if (role === "family") return shown("familyScope", Math.min(nowMs - FAMILY_TRAIL_MS, duringFromMs));
  const word = settingAt(settings, "locationConsent", nowMs);
  const byWord: LocationWhy = word === undefined ? "noConsent" : word.value === 1 ? "consent" : "off";
  const outside: LocationWhy =
    role === "clinicStaff"
      ? "noConsent"
      : byWord === "noConsent" && isAtWanderingRisk(resident, settings, nowMs)
        ? "wanderingRisk"
        : byWord;
  const byWordFromMs = outside === "consent" || outside === "wanderingRisk" ? nowMs - LONGEST_TRAIL_MS : null;
  if (open.length > 0) return shown("alert", Math.min(byWordFromMs ?? Infinity, duringFromMs));
  return byWordFromMs === null ? { ...NOT_SHOWN, why: outside } : shown(outside, byWordFromMs);
}
