import uPlot from "uplot";
import type { Severity } from "../../../domain/alert.ts";
import type { LimitView } from "../../../domain/series.ts";

/** The range of values, widened to the limit next to it on each side: how far a value is from trouble is always to be seen. */
export function withNearestLimits(low: number, high: number, limits: readonly LimitView[]): readonly [low: number, high: number] {
  const of = (side: LimitView["side"]) => limits.filter((limit) => limit.side === side).map((limit) => limit.raiseAt);
  const [below, above] = [of("low"), of("high")];
  return [below.length === 0 ? low : Math.min(low, Math.max(...below)), above.length === 0 ? high : Math.max(high, Math.min(...above))];
}
export interface LimitLook {
  readonly font: string;
  readonly ground: string;
  readonly colour: Readonly<Record<Severity, string>>;
  /** What stands at the line: a word, so that colour is not all that tells. */
  label(limit: LimitView): string;
}
/** Draws the limits that lie within the scale as dashed lines; a label that would stand on another is left out. */
export function drawLimits(chart: uPlot, limits: readonly LimitView[], look: LimitLook): void {
  const { ctx, bbox } = chart;
  const px = uPlot.pxRatio;
  const lines = limits
    .map((limit) => ({ limit, y: Math.round(chart.valToPos(limit.raiseAt, "y", true)) }))
    .filter(({ y }) => y >= bbox.top && y <= bbox.top + bbox.height);
  ctx.save();
  ctx.font = look.font.replace(/^(\d+)px/, (_, size) => `${Number(size) * px}px`);
  ctx.lineJoin = "round";
  ctx.textAlign = "left";
  const labels: number[] = [];
  for (const { limit, y } of lines) {
    ctx.strokeStyle = look.colour[limit.severity];
    ctx.lineWidth = px;
    ctx.setLineDash([6 * px, 4 * px]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    if (labels.some((other) => Math.abs(other - y) < 16 * px)) continue;
    labels.push(y);
    const isAtTop = y - bbox.top < 18 * px;
    ctx.textBaseline = isAtTop ? "top" : "bottom";
    const at = [bbox.left + 6 * px, isAtTop ? y + 3 * px : y - 3 * px] as const;
    ctx.setLineDash([]);
    ctx.strokeStyle = look.ground;
    ctx.lineWidth = 4 * px;
    ctx.strokeText(look.label(limit), ...at);
    ctx.fillStyle = look.colour[limit.severity];
    ctx.fillText(look.label(limit), ...at);
  }
  ctx.restore();
}
