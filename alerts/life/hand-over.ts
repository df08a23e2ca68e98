import type { Alert, PersonRef, TimelineEntry } from "../../domain/alert.ts";
import { AnhuError } from "../../domain/errors.ts";
import { changed, isSame, line, mustBeOpen, waiting, type Step } from "./step.ts";

/**
 * 我走不开: whoever said 我去, or was called, cannot go. The on-site track waits again and its next step is due at once: the ladder goes on from
 * where it stands, so that nothing of it comes later than it would have. What a group or silence holds stays held.
 * @param to name of the colleague who was asked; `null`: whoever is there
 * @throws {AnhuError} `ALERT_CLOSED`; `CONFLICT`: somebody else is on the way or has arrived
 */
export function handOver(alert: Alert, by: PersonRef, to: string | null, nowMs: number): Step {
  mustBeOpen(alert);
  const { onSite, medical, hold } = alert;
  if (!onSite.owed) throw new AnhuError("CONFLICT", `handing over alert ${alert.id}: it asks nobody to come; read it again`);
  if (onSite.state === "done" || (onSite.state === "acknowledged" && onSite.by !== null && !isSame(onSite.by, by)))
    throw new AnhuError("CONFLICT", `handing over alert ${alert.id}: a ${onSite.by?.role ?? "person"} has it; read it again`);
  const isHeld = hold !== null && hold.type !== "snooze";
  const next = changed(alert, {
    // Nobody is at it any more: screens sound again. A clinic that took the medical track goes on.
    state: alert.state === "acknowledged" && medical.state === "waiting" ? "raised" : alert.state,
    hold: isHeld ? hold : null,
    onSite: { ...waiting(true, isHeld ? onSite.dueAtMs : nowMs), step: onSite.step },
  });
  const detail = to === null ? by.role : `${by.role}: ${to}`;
  return { alert: next, timeline: [line(nowMs, "handedOver", { track: "onSite", who: by.name, detail })] };
}
/** The same person said so before, and nobody went since: once more hurries nobody. */
export function hasHandedOver({ onSite }: Alert, timeline: readonly TimelineEntry[], by: PersonRef): boolean {
  const last = timeline.findLast(({ code }) => code === "onTheWay" || code === "handedOver");
  return onSite.state === "waiting" && last?.code === "handedOver" && last.who === by.name;
}
