import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import { isDrill } from "../../domain/drill.ts";
import type { NoticeType } from "../../domain/family-notice.ts";
import { hasGraveNews } from "./calls.ts";

export interface NoticeAbout {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
  /** The facility's pause before the family hears of what nobody has taken, ms. */
  readonly afterMs: number;
  /** What was said before. */
  readonly made: ReadonlySet<NoticeType>;
}
/**
 * May the family hear of this alert at all: something critical about their resident, that paged by itself, and no drill. Warnings are the home's
 * daily work: a relative who got them all would mute them [M].
 */
export function isForFamily({ alert }: Pick<NoticeAbout, "alert">): boolean {
  const { residentId, class: type, severity, onSite, hold } = alert;
  return (
    residentId !== null && type === "physiological" && severity === "critical" && onSite.owed && hold?.type !== "group" && !isDrill(alert)
  );
}
/**
 * The notice that is due at `nowMs`, in the system's own plain words (DOMAIN §5.7): after staff acted or after the pause; that somebody is there;
 * that it is over. Nobody is told of what was over as a false alarm before they heard of it. `null`: none. What an ambulance, a transfer or a
 * death brings is said by a person, by phone and in released words: nothing is sent by itself from then on.
 */
export function dueNotice({ alert, timeline, afterMs, made }: NoticeAbout, nowMs: number): NoticeType | null {
  if (!isForFamily({ alert }) || made.has("over") || hasGraveNews(timeline)) return null;
  const isTold = made.has("begun") || made.has("atBedside");
  if (alert.state === "resolved") return isTold || alert.outcome === "true" ? "over" : null;
  if (alert.onSite.state === "done") return made.has("atBedside") ? null : "atBedside";
  if (isTold) return null;
  return alert.onSite.state === "acknowledged" || nowMs - alert.raisedAtMs >= afterMs ? "begun" : null;
}
