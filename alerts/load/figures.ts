import type { AlertLoad, CarersFrom, FigureKey, LoadSettings } from "../../domain/alert-load.ts";
import { answers } from "./answers.ts";
import type { AlertHistory, Counted, Window } from "./history.ts";
import { chattering, fleeting, stale, untold } from "./nuisance.ts";
import { priorityMix, proposals, sharesByDevice, sharesByRule, topSources, topTenShare, trueShare } from "./outcomes.ts";
import { pagesPerCarer, rates } from "./rates.ts";
import { shiftsOf } from "./shifts.ts";
import { rated } from "./targets.ts";

/** How many share the pages of a shift, and how that is known. */
export interface Carers {
  readonly carers: number;
  readonly from: CarersFrom;
}
export interface LoadInput {
  readonly facilityId: string;
  /** Alerts raised before the window's end that were open in it or raised in it. */
  readonly histories: readonly AlertHistory[];
  readonly window: Window;
  readonly nowMs: number;
  readonly settings: LoadSettings;
  carersAt(atMs: number): Carers;
}
/** What a manager is told of contracts asks nothing of those who walk. */
const ofCarers = (histories: readonly AlertHistory[]): readonly AlertHistory[] =>
  histories.filter(({ alert }) => alert.kind !== "contract");

/** Every figure of a window, with the alerts behind it. `carers`: how many share the pages. */
export function countAll(all: readonly AlertHistory[], window: Window, carers: number, nowMs: number): readonly Counted[] {
  const histories = ofCarers(all);
  return [
    ...rates(histories, window, carers),
    pagesPerCarer(histories, window, carers),
    topTenShare(histories, window),
    chattering(histories, window),
    fleeting(histories, window),
    stale(histories, window, nowMs),
    ...priorityMix(histories, window),
    untold(histories, window, nowMs),
    trueShare(histories, window),
    ...answers(histories, window, nowMs),
  ];
}
/** Alerts that a figure of a window was counted from; `rule` and `deviceId` narrow them. */
export function alertsBehind(
  histories: readonly AlertHistory[],
  window: Window,
  figure: FigureKey,
  nowMs: number,
  narrow: { readonly rule?: string | undefined; readonly deviceId?: string | undefined } = {},
): AlertHistory[] {
  const ids = new Set(countAll(histories, window, 1, nowMs).find(({ key }) => key === figure)?.alertIds);
  return histories
    .filter(({ alert }) => ids.has(alert.id))
    .filter(({ alert }) => narrow.rule === undefined || alert.rule === narrow.rule)
    .filter(({ alert }) => narrow.deviceId === undefined || alert.deviceId === narrow.deviceId);
}
/** The alarm load of a facility: over the window, per shift, per rule and per device. Pure. */
export function alertLoad({ facilityId, histories: all, window, nowMs, settings, carersAt }: LoadInput): AlertLoad {
  const histories = ofCarers(all);
  const shifts = shiftsOf(window).map((shift) => ({ shift, ...carersAt(shift.fromMs) }));
  const most = shifts.reduce<Carers>((best, { carers, from }) => (carers > best.carers ? { carers, from } : best), carersAt(window.fromMs));
  const figuresOf = (part: Window, carers: number) => countAll(histories, part, carers, nowMs).map((counted) => rated(counted, settings));
  const rules = sharesByRule(histories, window);
  return {
    facilityId,
    from: window.fromMs,
    to: window.toMs,
    carers: most.carers,
    carersFrom: most.from,
    figures: figuresOf(window, most.carers),
    shifts: shifts.map(({ shift, carers, from }) => ({
      ...{ from: shift.fromMs, to: shift.toMs, isNight: shift.isNight, carers, carersFrom: from },
      figures: figuresOf(shift, carers),
    })),
    topSources: topSources(histories, window),
    rules: [...rules],
    devices: [...sharesByDevice(histories, window)],
    proposals: proposals(rules),
  };
}
