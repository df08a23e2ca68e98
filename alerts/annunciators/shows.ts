import type { Alert } from "../../domain/alert.ts";
import { volumeAt, zoneAt, zoneHolds, type Announced, type Annunciator } from "../../domain/annunciator.ts";
import type { BilingualText } from "../../domain/api-schemas.ts";
import { DRILL_MARK, isDrill } from "../../domain/drill.ts";
import type { Place } from "../../domain/directory.ts";
import { ARRIVAL_AFTER_MS } from "../../domain/escalation-default.ts";
import { SEVERITY_RANK } from "../rules/types.ts";

/** What an annunciator should show now. */
export interface Show {
  readonly announced: Announced;
  readonly isSounding: boolean;
  /** Percent. */
  readonly volume: number;
  /** Rooms and what happened there, worst first; never a person. */
  readonly text: BilingualText | null;
  /** No clinic can be told: said beside whatever else is shown. */
  readonly isCutOff: boolean;
}
/** One facility at one time, as memory has it: no store is asked. */
export interface Scene {
  /** Open alerts of the facility. */
  readonly alerts: readonly Alert[];
  readonly annunciators: readonly Annunciator[];
  /** No clinic of the facility can be told. */
  readonly isCutOff: boolean;
  /** Annunciators that somebody is testing. */
  readonly testing: ReadonlySet<string>;
  readonly nowMs: number;
  placeOf(alert: Alert): Place | undefined;
  titleOf(rule: string): BilingualText;
  isPager(annunciator: Annunciator): boolean;
  /** Whether the person is on duty now; also where no rota is kept. */
  isOnDuty(userId: string): boolean;
}
type Loudness = "none" | "light" | "sound";
export const DARK: Show = { announced: "off", isSounding: false, volume: 0, text: null, isCutOff: false };
const TEST_TEXT: BilingualText = { zh: "测试", en: "Test" };
/** Read out where no clinic can be told (DOMAIN §5.8). */
export const CUT_OFF_TEXT: BilingualText = { zh: "无法通知诊所，请打电话", en: "Clinics cannot be told: phone them" };
const MOST_ROOMS = 4;
const BY_SEVERITY = { info: "low", warning: "medium", critical: "high" } as const;
/** Whoever lies on the floor is announced whatever was laid down for the device (DESIGN promise 3). */
const isEmergency = ({ kind }: Alert): boolean => kind === "sos" || kind === "fall";

/**
 * How loud an alert is. Owed on site: sound and light until somebody is on the way, then light until arrival. Critical and nobody arrived three
 * minutes after that: sound again (DOMAIN §5.1). Put off: light. Silenced, grouped, arrived or resolved: nothing; SOS and fall are never silenced.
 */
export function loudnessOf(alert: Alert, nowMs: number): Loudness {
  const { onSite, hold, severity } = alert;
  const isHeld = hold !== null && hold.type !== "snooze" && !isEmergency(alert);
  if (alert.state === "resolved" || onSite.state === "done" || isHeld || (!onSite.owed && !isEmergency(alert))) return "none";
  if (isDrill(alert)) return "none";
  if (hold?.type === "snooze") return "light";
  if (onSite.state !== "acknowledged") return "sound";
  const isOverdue = severity === "critical" && nowMs - (onSite.acknowledgedAtMs ?? nowMs) >= ARRIVAL_AFTER_MS;
  return isOverdue ? "sound" : "light";
}
/** What every annunciator of the facility should show. Pure: equal after a restart, for equal alerts. */
export function showsOf(scene: Scene): ReadonlyMap<string, Show> {
  const loud = scene.alerts
    .map((alert) => ({ alert, loudness: loudnessOf(alert, scene.nowMs), place: scene.placeOf(alert) }))
    .filter(({ loudness }) => loudness !== "none")
    .toSorted((a, b) => SEVERITY_RANK[b.alert.severity] - SEVERITY_RANK[a.alert.severity] || a.alert.raisedAtMs - b.alert.raisedAtMs);
  const covers = ({ severities, kinds, ...one }: Annunciator, { alert, place }: (typeof loud)[number]): boolean =>
    zoneHolds(zoneAt(one, scene.nowMs), place) &&
    (isEmergency(alert) || (severities.includes(alert.severity) && (kinds.length === 0 || kinds.includes(alert.kind))));
  const isServed = ({ carriedBy }: Annunciator): boolean => carriedBy === null || scene.isOnDuty(carriedBy);
  const pagers = scene.annunciators.filter(scene.isPager);
  const shows = scene.annunciators.map((annunciator): readonly [string, Show] => {
    // Nobody who carries a pager of that zone is on duty: all of them call. A duplicate is better than a miss.
    const calls = (one: (typeof loud)[number]): boolean =>
      covers(annunciator, one) &&
      (!scene.isPager(annunciator) || isServed(annunciator) || !pagers.some((pager) => isServed(pager) && covers(pager, one)));
    return [annunciator.id, showOf(scene, annunciator, loud.filter(calls))];
  });
  return new Map(shows);
}
function showOf(
  scene: Scene,
  annunciator: Annunciator,
  mine: readonly { readonly alert: Alert; readonly loudness: Loudness; readonly place: Place | undefined }[],
): Show {
  const { isCutOff } = scene;
  const volume = volumeAt(annunciator, scene.nowMs);
  const [worst] = mine;
  if (worst === undefined) {
    if (scene.testing.has(annunciator.id)) return { announced: "test", isSounding: true, volume, text: TEST_TEXT, isCutOff };
    return isCutOff ? { announced: "cutOff", isSounding: false, volume, text: CUT_OFF_TEXT, isCutOff } : DARK;
  }
  const lines = mine.slice(0, MOST_ROOMS).map(({ alert, place }) => lineOf(alert, place, scene.titleOf(alert.rule)));
  const more = mine.length - lines.length;
  const cutOff = isCutOff ? CUT_OFF_TEXT : null;
  return {
    announced: BY_SEVERITY[worst.alert.severity],
    isSounding: mine.some(({ loudness }) => loudness === "sound"),
    volume,
    text: {
      zh: [...lines.map(({ zh }) => zh), ...(more > 0 ? [`另有 ${more} 处`] : []), ...(cutOff === null ? [] : [cutOff.zh])].join("；"),
      en: [...lines.map(({ en }) => en), ...(more > 0 ? [`and ${more} more`] : []), ...(cutOff === null ? [] : [cutOff.en])].join("; "),
    },
    isCutOff,
  };
}
function lineOf(alert: Alert, place: Place | undefined, title: BilingualText): BilingualText {
  const where = place === undefined ? { zh: "位置不明", en: "Place unknown" } : { zh: place.name, en: place.name };
  const mark = isDrill(alert) ? DRILL_MARK : { zh: "", en: "" };
  return { zh: `${mark.zh}${where.zh} ${title.zh}`, en: `${mark.en}${where.en} ${title.en}` };
}
