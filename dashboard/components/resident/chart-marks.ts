import uPlot from "uplot";
import type { AlertView, Severity } from "../../../domain/alert.ts";
import type { RecordView } from "../../../domain/resident-record.ts";

/** Something that happened at a time of the chart; `untilMs` null: it goes on, or was a moment. */
export interface ChartMark {
  readonly kind: "alert" | "medicationFrom" | "medicationTo";
  readonly at: number;
  readonly untilMs: number | null;
  readonly severity: Severity | null;
  readonly words: string;
  readonly key: string;
}
/** Alerts about the person, not about devices, that touch the span. @param titleOf one sentence part of an alert */
export function alertMarks(alerts: readonly AlertView[], fromMs: number, toMs: number, titleOf: (alert: AlertView) => string): ChartMark[] {
  return alerts
    .filter((alert) => alert.class === "physiological" && alert.raisedAt < toMs && (alert.resolvedAt ?? toMs) >= fromMs)
    .map((alert) => ({
      ...{ kind: "alert" as const, at: alert.raisedAt, untilMs: alert.resolvedAt, severity: alert.severity },
      ...{ words: titleOf(alert), key: alert.id },
    }));
}
/** What the resident began or stopped to take within the span, as the record says. */
export function medicationMarks(record: RecordView | null, fromMs: number, toMs: number): ChartMark[] {
  const lines = [...(record?.entries ?? []), ...(record?.ended ?? [])].filter(
    ({ kind, detail }) => kind === "medication" && detail?.none !== true,
  );
  const isWithin = (at: number): boolean => at >= fromMs && at < toMs;
  return lines.flatMap(({ id, text, detail, since, ended }) => {
    const words = [text, detail?.dose ?? ""].filter(Boolean).join(" ");
    const mark = { untilMs: null, severity: null, words };
    return [
      ...(isWithin(since) ? [{ kind: "medicationFrom" as const, at: since, key: `${id} from`, ...mark }] : []),
      ...(ended !== null && isWithin(ended.at) ? [{ kind: "medicationTo" as const, at: ended.at, key: `${id} to`, ...mark }] : []),
    ];
  });
}
export interface MarkLook {
  readonly ground: string;
  readonly colour: Readonly<Record<Severity, string>>;
  readonly medication: string;
}
/** Room for one row of marks above and one below the line, CSS pixels. */
const SIZE_PX = 6;
const INSET_PX = 10;

/** Alerts along the top, as long as they were open; medication along the bottom: each with a shape of its own, so that colour is not all. */
export function drawMarks(chart: uPlot, marks: readonly ChartMark[], look: MarkLook): void {
  const { ctx, bbox } = chart;
  const px = uPlot.pxRatio;
  const size = SIZE_PX * px;
  const [left, right] = [bbox.left, bbox.left + bbox.width];
  const xOf = (at: number): number => Math.min(right, Math.max(left, Math.round(chart.valToPos(at / 1000, "x", true))));
  ctx.save();
  for (const { kind, at, untilMs, severity } of marks) {
    const x = xOf(at);
    const isAlert = kind === "alert";
    const y = isAlert ? bbox.top + INSET_PX * px : bbox.top + bbox.height - INSET_PX * px;
    const colour = isAlert && severity !== null ? look.colour[severity] : look.medication;
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
    ctx.lineWidth = px;
    ctx.setLineDash(isAlert ? [] : [2 * px, 3 * px]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.globalAlpha = 0.55;
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
    if (isAlert) ctx.fillRect(x, y - 1.5 * px, Math.max(0, (untilMs === null ? right : xOf(untilMs)) - x), 3 * px);
    ctx.strokeStyle = look.ground;
    ctx.lineWidth = 2 * px;
    shape(ctx, isAlert ? (severity ?? "info") : kind, x, y, size);
  }
  ctx.restore();
}
function shape(ctx: CanvasRenderingContext2D, what: Severity | ChartMark["kind"], x: number, y: number, size: number): void {
  ctx.beginPath();
  switch (what) {
    case "critical":
      ctx.moveTo(x, y - size);
      ctx.lineTo(x + size, y + size);
      ctx.lineTo(x - size, y + size);
      break;
    case "warning":
      ctx.moveTo(x, y - size);
      ctx.lineTo(x + size, y);
      ctx.lineTo(x, y + size);
      ctx.lineTo(x - size, y);
      break;
    case "medicationFrom":
      ctx.rect(x - size / 3, y - size, (2 * size) / 3, 2 * size);
      ctx.rect(x - size, y - size / 3, 2 * size, (2 * size) / 3);
      break;
    case "medicationTo":
      ctx.rect(x - size, y - size / 3, 2 * size, (2 * size) / 3);
      break;
    case "info":
    case "alert":
      ctx.arc(x, y, size, 0, 2 * Math.PI);
      break;
  }
  ctx.closePath();
  ctx.stroke();
  ctx.fill();
}
