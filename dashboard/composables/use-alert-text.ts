import { useI18n } from "vue-i18n";
import type { AlertView, Severity, TimelineEntry } from "../../domain/alert.ts";
import type { FeedEntry } from "../../domain/api-schemas.ts";
import type { Tile, Whereabouts } from "../../domain/live-events.ts";
import { localYear } from "../../domain/local-time.ts";
import { toldTo } from "../alert-order.ts";
import { useLive } from "../stores/live.ts";
import { dispositionsOf } from "../../domain/disposition.ts";
import { useDispositionText } from "./use-disposition-text.ts";
import { useFormat } from "./use-format.ts";
import { usePersonName } from "./use-person-name.ts";

export const STARS: Readonly<Record<Severity, string>> = { critical: "***", warning: "**", info: "*" };

/** Sentences about alerts and residents, so that nobody has to read codes. */
export function useAlertText() {
  const { t, te } = useI18n();
  const format = useFormat();
  const person = usePersonName();
  const live = useLive();
  const disposition = useDispositionText();

  /** "3: id id id" of an alert about many: residents by room, where this screen watches the home; else how many. */
  function listText(count: string, ids: string): string {
    const rooms = ids.split(" ").flatMap((id) => {
      const tile = live.tiles.get(id);
      return tile === undefined ? [] : [`${tile.room} ${tile.name}`];
    });
    return rooms.length === 0 ? t("alert.detail.listed", { n: count }) : rooms.join(t("list"));
  }
  function title(alert: AlertView): string {
    if (alert.kind === "device" && te(`alert.device.${alert.rule}`)) return t(`alert.device.${alert.rule}`);
    // A lamp or a siren measures nothing.
    if (alert.kind === "absence" && alert.sign === null) return t("alert.deviceAbsence");
    const sign = alert.kind === "vital" ? format.signName(alert.sign) : format.signWithin(alert.sign);
    if (alert.rule === "news2.fullSet") return t("alert.news2FullSet");
    const value = alert.kind === "news2" && alert.value !== null ? `≥ ${alert.value}` : valueOf(alert);
    return t(ruleKey(alert.rule) ?? `alert.kind.${alert.kind}`, { sign, value }).trim();
  }
  /** Rules that say more than their kind: what several signs together, a trend or the own baseline mean. */
  function ruleKey(rule: string): string | null {
    const key = rule.startsWith("baseline.") ? `alert.rule.baseline.${rule.endsWith(".low") ? "low" : "high"}` : `alert.rule.${rule}`;
    return te(key) ? key : null;
  }
  const valueOf = ({ sign, value }: AlertView): string => (value !== null && sign !== null ? format.valueText(sign, value) : "");
  function told(alert: AlertView): string {
    const names = toldTo(alert).map(person);
    return names.length === 0 ? t("alert.toldNobody") : t("alert.told", { who: names.join(t("list")) });
  }
  function onSite(alert: AlertView): string {
    if (!alert.onSite.owed) return t("alert.trackState.onSite.notOwed");
    if (alert.onSite.state === "acknowledged") return t("alert.coming", { who: person(alert.onSite.by) });
    if (alert.onSite.state === "done") return t("alert.arrived", { who: person(alert.onSite.by) });
    return t("alert.noAnswer");
  }
  /** Nobody pressed: the system itself saw the end of what it had raised. */
  const hasEndedItself = ({ code, who }: { readonly code: string; readonly who: string | null }): boolean =>
    code === "resolved" && who === null;
  function timelineText(entry: TimelineEntry, alert: AlertView): string {
    if (hasEndedItself(entry)) return t("alert.timeline.resolvedItself");
    const track = entry.track === null ? "" : t(`alert.track.${entry.track}`);
    return t(`alert.timeline.${entry.code}`, { who: person(entry.who), track, what: title(alert) });
  }
  /** What the system noted beside a line of the timeline, where it says something to a person. */
  function detailText(entry: { readonly code: string; readonly who: string | null; readonly detail: string | null }): string {
    const { code, detail } = entry;
    if (detail === null || hasEndedItself(entry)) return "";
    const [first = "", ...rest] = detail.split(": ");
    if (code === "resolved") return [te(`alert.outcome.${first}`) ? t(`alert.outcome.${first}`) : first, ...rest].join(" · ");
    if (first === "usual") return t("alert.detail.usual", { range: (rest[0] ?? "").replace("-", "–"), n: rest[1] ?? "" });
    if (code === "evidence" && rest[0] !== undefined && /^\d+$/.test(first)) return listText(first, rest[0]);
    if (code === "snoozed") return t("alert.snooze.choice", { n: first }) + (rest.length > 0 ? ` · ${rest.join(": ")}` : "");
    if (code === "sentLate") return t("alert.detail.sentLate", { time: format.clockTime(Number(rest[0])) });
    if (code === "handedOver") return rest.join(": ");
    if (code === "arrived")
      return [first, ...rest].flatMap((one) => (te(`alert.detail.${one}`) ? [t(`alert.detail.${one}`)] : [])).join(" · ");
    if (code === "upgraded" || code === "recurred") return te(`severity.${detail}`) ? t(`severity.${detail}`) : "";
    const [decided] = dispositionsOf([{ at: 0, code, who: null, detail }]);
    if (decided !== undefined) {
      const etaAt = decided.etaMs;
      return [disposition.says({ ...decided, clinic: decided.clinicName, etaAt }), decided.text].filter(Boolean).join(" · ");
    }
    if (code === "deliveryFailed" || code === "softSigns") return detail;
    return te(`alert.detail.${detail}`) ? t(`alert.detail.${detail}`) : "";
  }
  function kindText(kind: FeedEntry["alertKind"]): string {
    return kind === null ? "" : t(`alert.kind.${kind}`, { sign: t("alert.anySign"), value: "" }).trim();
  }
  function feedText(entry: FeedEntry): string {
    if (entry.kind === "softSigns")
      return t("feed.softSigns", { who: person(entry.who), signs: (entry.softSigns ?? []).map(format.signName).join(t("list")) });
    if (entry.kind === "ambient") return te(`feed.${entry.code}`) ? t(`feed.${entry.code}`) : entry.code;
    if (hasEndedItself(entry)) return t("alert.timeline.resolvedItself");
    const track = entry.track === null ? "" : t(`alert.track.${entry.track}`);
    const isKnownFault = entry.alertKind === "device" && te(`alert.device.${entry.rule}`);
    const what = isKnownFault ? t(`alert.device.${entry.rule}`) : kindText(entry.alertKind);
    return t(`alert.timeline.${entry.code}`, { who: person(entry.who), track, what });
  }
  /** `room`: the resident's own, which is not said again. */
  function where(whereabouts: Whereabouts, now: number, room: string | null = null): string {
    const { code, sinceMs, place } = whereabouts;
    const what = t(`whereabouts.${code}`);
    const lasting =
      sinceMs === null
        ? what
        : code === "moving"
          ? t("whereabouts.movedAgo", { ago: format.ago(now - sinceMs) })
          : `${what} ${format.duration(now - sinceMs)}`;
    return place === null || place === room ? lasting : t("whereabouts.at", { place, what: lasting });
  }
  /** Floors are called "3" in one home and "3 层" in another. */
  function floorName(floor: string): string {
    return /^-?\d+$/.test(floor) ? t("shift.floor", { floor }) : floor;
  }
  /** What to read out to 120: who, where, what, when. */
  function text120(alert: AlertView, tile: Tile | undefined, facility: string, now: number): string {
    const years = tile?.birthYear == null ? null : localYear(now) - tile.birthYear;
    return t("p120.text", {
      facility,
      place:
        tile === undefined
          ? (alert.room ?? "")
          : t("p120.room", { building: tile.building, floor: floorName(tile.floor), room: tile.room }).trim(),
      age: years === null ? t("p120.older") : t("p120.olderAged", { age: years }),
      what: format.within(title(alert)),
      time: format.minuteTime(alert.observedAt),
    });
  }
  return { title, person, told, onSite, timelineText, detailText, feedText, where, floorName, text120 };
}
