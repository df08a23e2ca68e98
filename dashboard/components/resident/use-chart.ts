import { computed, type Ref } from "vue";
import { useRoute, useRouter } from "vue-router";
import { BaselineView } from "../../../domain/baseline-view.ts";
import type { LatestValue } from "../../../domain/live-events.ts";
import { RecordView } from "../../../domain/resident-record.ts";
import { SeriesView } from "../../../domain/series.ts";
import { AlertList } from "../../api-shapes.ts";
import { useAlertText } from "../../composables/use-alert-text.ts";
import { useResource } from "../../composables/use-resource.ts";
import { useRights } from "../../composables/use-rights.ts";
import { alertMarks, medicationMarks } from "./chart-marks.ts";
import { chartRange } from "./chart-range.ts";

const SIGNS = [
  "heartRate",
  "spo2",
  "respiratoryRate",
  "bodyTemperature",
  "systolicPressure",
  "diastolicPressure",
  "bloodGlucose",
  "weight",
] as const;
const POINTS = 400;
const NOTHING: BaselineView["signs"][number]["places"] = [];
/** The server's largest page. */
const MOST_ALERTS = 200;

/** One sign over the span of the address, read again while it is shown, with what happened meanwhile. */
export function useChart(residentId: string, latest: () => readonly LatestValue[], now: () => number) {
  const route = useRoute();
  const router = useRouter();
  const { may } = useRights();
  const { title } = useAlertText();
  const path = `/residents/${encodeURIComponent(residentId)}`;
  const known = computed(() => SIGNS.filter((sign) => latest().some((one) => one.sign === sign)));
  const choices = computed(() => (known.value.length > 0 ? known.value : SIGNS.slice(0, 4)));
  const sign = computed({
    get: (): string => SIGNS.find((one) => one === route.query["sign"]) ?? choices.value[0] ?? "heartRate",
    set: (next) => void router.replace({ query: { ...route.query, sign: next }, hash: route.hash }),
  });
  const range = computed(() => chartRange(route.query["from"], route.query["to"], now()));
  const series = useResource(
    SeriesView,
    () => {
      const { fromMs, toMs } = range.value;
      return `${path}/series?sign=${sign.value}&from=${fromMs}&to=${toMs}&points=${POINTS}`;
    },
    null,
    () => sign.value,
  );
  const baseline = useResource(BaselineView, () => `${path}/baseline`, 600_000);
  const usual = computed(() => baseline.data.value?.signs.find((one) => one.sign === sign.value)?.places ?? NOTHING);
  const alerts = useResource(AlertList, () => `/alerts?resident=${encodeURIComponent(residentId)}&limit=${MOST_ALERTS}`, 60_000);
  const record = useResource(RecordView, () => (may("readRecord") ? `${path}/record` : null), 300_000);
  const shown = series.data;
  /** The newest value stands at the end of the line before the historian has it. */
  const points = computed(() => {
    const list = shown.value?.points ?? [];
    const fresh = latest().find((one) => one.sign === sign.value && one.quality === "good");
    const last = list.at(-1);
    if (fresh === undefined || shown.value === null || (last !== undefined && fresh.at <= last.at)) return list;
    if (fresh.at < shown.value.fromMs || fresh.at > shown.value.toMs) return list;
    return [...list, { at: fresh.at, min: fresh.value, max: fresh.value, mean: fresh.value, count: 1 }];
  });
  const marks = computed(() => {
    const { fromMs, toMs } = range.value;
    const all = [...alertMarks(alerts.data.value?.items ?? [], fromMs, toMs, title), ...medicationMarks(record.data.value, fromMs, toMs)];
    return all.toSorted((a, b) => b.at - a.at);
  });
  /** The server gave a page, and the span began before its oldest alert. */
  const isCut = computed(() => {
    const page = alerts.data.value;
    return page?.next != null && (page.items.at(-1)?.raisedAt ?? 0) > range.value.fromMs;
  });
  const marksError: Ref<Error | null> = computed(() => alerts.error.value ?? record.error.value ?? (isCut.value ? new Error("cut") : null));
  return { sign, choices, range, series, shown, points, baseline, usual, marks, marksError };
}
