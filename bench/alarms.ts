import { findShared } from "../tests/support/platform.ts";
import { judgeFitbit } from "./alarms/fitbit.ts";
import { injectFever, injectMonitor, injectWristbands } from "./alarms/injections.ts";
import { judgeMimic3 } from "./alarms/mimic3.ts";
import { readFitbit, readMimic3, readMimic4, readPhysionet } from "./alarms/recordings.ts";
import { judgeSparse } from "./alarms/sparse.ts";
import { report, round, type BenchOptions } from "./report.ts";

const RECORDINGS = ["fitbit-heartrate", "mimic3-monitor-1min", "physionet2012-icu-65plus", "mimic4demo-clif"] as const;
const FEWER_PERCENT = 80;
const PEOPLE = "the people recorded are patients or volunteers, not residents of a home";

/**
 * The alarm load of the default rules on real recordings, beside plain thresholds with the same limits in the same run.
 * An alert of the engine is a `raise` of any severity, marks (`info`) included, as `alarms/replay.ts` counts them; what plain thresholds are
 * stands in `alarms/plain.ts`; an excursion, and when it counts as told, in `alarms/excursions.ts`; a re-measurement and a confirmed value of
 * hourly charts in `alarms/sparse.ts`; injected episodes in `alarms/episodes.ts`. The bars are on `fitbit-heartrate`: ≥ 80 % fewer alerts, every
 * excursion of ≥ 5 min told within 60 s of its fifth minute, deep ones within 60 s; and on everything injected: found, and not late. The exit
 * code is 1 when one is missed. Silence alerts stand beside, not in the comparison: plain thresholds notice none. They are counted all the same.
 */
export async function benchAlarms(options: BenchOptions): Promise<void> {
  const [fitbit, mimic3, physionet, mimic4] = RECORDINGS.map((name) => findShared(name));
  if (fitbit === undefined || mimic3 === undefined || physionet === undefined || mimic4 === undefined) {
    const missing = RECORDINGS.filter((name) => findShared(name) === undefined).join(", ");
    process.stdout.write(`alarms: not measured, no recordings ${missing}; set SHARED_DATA to the folder that holds them\n`);
    return;
  }
  const people = await readFitbit(fitbit);
  const monitor = await readMimic3(mimic3);
  const charts = { "physionet2012-icu-65plus": await readPhysionet(physionet), "mimic4demo-clif": await readMimic4(mimic4) };
  const home = ([["wristband, consumer"], ["monitor, medical"]] as const).map(([as], index) => ({
    as,
    judged: judgeFitbit(people, index === 0 ? "wristband" : "bedsideMonitor"),
  }));
  const intensive = judgeMimic3(monitor);
  const sparse = Object.entries(charts).map(([recording, patients]) => ({ recording, ...judgeSparse(patients) }));
  const injected = [
    ...injectMonitor(monitor),
    ...injectWristbands(people),
    ...Object.entries(charts).flatMap(([recording, patients]) => injectFever(recording, patients)),
  ];
  const load = home.map(({ as, judged: { days, readings, plain, alerts, pages, silences, fewerPercent, fewerWithSilencesPercent } }) => ({
    "fitbit as": as,
    personDays: days,
    readings,
    plainPerDay: round(plain / days),
    alertsPerDay: round(alerts / days),
    pagesPerDay: round(pages / days),
    fewerPercent,
    silencesPerDay: round(silences / days),
    fewerWithSilencesPercent,
  }));
  const excursions = home.flatMap(({ as, judged }) => [
    ...judged.lasting.map((row) => ({ "fitbit as": as, excursions: "≥ 5 min, told by 6 min", ...row })),
    ...judged.deep.map((row) => ({ "fitbit as": as, excursions: "deep, ≥ 60 s, told by 60 s", ...row })),
  ]);
  const sentinels = intensive.fromSentinels + sparse.reduce((sum, { row }) => sum + row.fromSentinels, 0);
  const bars = {
    fewerOnFitbit: load.every(({ fewerPercent }) => fewerPercent >= FEWER_PERCENT),
    everyExcursionTold: excursions.every(({ lasting, inTime }) => inTime === lasting),
    everyInjectedFound: injected.every(({ injected: count, missed, lateS }) => count > 0 && missed === 0 && lateS === 0),
    everyConfirmedPaged: sparse.every(({ row: { confirmed, paged } }) => paged === confirmed),
    noneFromSentinels: sentinels === 0,
  };
  const { table, ...hours } = intensive;
  if (!options.json) {
    for (const [title, rows] of Object.entries({
      "excursions of fitbit-heartrate": excursions,
      "mimic3-monitor-1min: every alert (minute of the recording)": table,
      "hourly charts as sparse signs: figures per patient-day, then counts": sparse.map(({ recording, row }) => ({ recording, ...row })),
      "episodes written into the recordings, seconds after the onset": injected,
    })) {
      process.stdout.write(`${title}\n`);
      console.table(rows);
    }
  }
  const pagesByRule = Object.fromEntries(sparse.map((one) => [one.recording, one.pagesByRule]));
  const details = options.json
    ? { excursions, mimic3Alerts: table, sparse: sparse.map(({ recording, row }) => ({ recording, ...row })), injected }
    : {};
  report("alarms", load, { ...details, mimic3: hours, pagesByRule, bars, note: PEOPLE }, options);
  process.exitCode = Object.values(bars).every(Boolean) ? 0 : 1;
}
