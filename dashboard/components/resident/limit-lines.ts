import uPlot from "uplot";
import type { Severity } from "../../../domain/alert.ts";
import type { LimitView } from "../../../domain/series.ts";

/** The range of values, widened to the limit next to it on each side: how far a value is from trouble is always to be seen. */
export function withNearestLimits(low: number, high: number, limits: readonly LimitView[]): readonly [low: number, high: number] {
  const of = (side: LimitView["side"]) => limits.filter((limit) => limit.side === side).map((limit) => limit.raiseAt);
  const [below, above] = [of("low"), of("high")];
  return [below.length === 0 ? low : Math.min(low, Math.max(...below)), above.length === 0 ? high : Math.max(high, Math.min(...above))];
}
const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };
/** Of limits with the same value on one side only the worst: a chart says once what happens there. */
export function worstOfEach(limits: readonly LimitView[]): readonly LimitView[] {
  return limits.filter(
    (one, index) =>
      !limits.some(
        (other, at) =>
          other.side === one.side &&
          other.raiseAt === one.raiseAt &&
          (RANK[other.severity] > RANK[one.severity] || (RANK[other.severity] === RANK[one.severity] && at < index)),
      ),
  );
}
export interface LimitLook {
  readonly font: string;
  readonly ground: string;
  readonly colour: Readonly<Record<Severity, string>>;
  /** What stands at the line: a word, so that colour is not all that tells. */
  label(limit: LimitView): string;
}
interface Line {
  readonly limit: LimitView;
  readonly y: number;
}
/** Lines whose labels would stand on each other, lowest value first: their labels share one row. `heightPx`: of a label. */
export function labelRows(lines: readonly Line[], heightPx: number): readonly (readonly Line[])[] {
  const rows: Line[][] = [];
  for (const line of lines.toSorted((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    const head = row?.[0];
    if (row !== undefined && head !== undefined && line.y - head.y < heightPx) row.push(line);
    else rows.push([line]);
  }
  return rows.map((row) => row.toSorted((a, b) => a.limit.raiseAt - b.limit.raiseAt));
}
/** Draws the limits that lie within the scale as dashed lines, and their labels; those of close lines stand side by side. */
export function drawLimits(chart: uPlot, limits: readonly LimitView[], look: LimitLook): void {
  const { ctx, bbox } = chart;
  const px = uPlot.pxRatio;
  const size = Number.parseFloat(look.font) * px;
  const lines = limits
    .map((limit) => ({ limit, y: Math.round(chart.valToPos(limit.raiseAt, "y", true)) }))
    .filter(({ y }) => y >= bbox.top && y <= bbox.top + bbox.height);
  ctx.save();
  ctx.font = look.font.replace(/^[\d.]+px/, `${size}px`);
  ctx.lineJoin = "round";
  ctx.textAlign = "left";
  ctx.lineWidth = px;
  ctx.setLineDash([6 * px, 4 * px]);
  for (const { limit, y } of lines) {
    ctx.strokeStyle = look.colour[limit.severity];
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  ctx.strokeStyle = look.ground;
  ctx.lineWidth = 4 * px;
  for (const row of labelRows(lines, 1.4 * size)) {
    const top = row.reduce((least, { y }) => Math.min(least, y), Infinity);
    const isAtTop = top - bbox.top < 1.4 * size;
    ctx.textBaseline = isAtTop ? "top" : "bottom";
    const y = isAtTop ? top + 3 * px : top - 3 * px;
    let x = bbox.left + 6 * px;
    for (const [label, severity] of new Map(row.map(({ limit }) => [look.label(limit), limit.severity]))) {
      const width = ctx.measureText(label).width;
      // What has no room is said below the chart.
      if (x + width > bbox.left + bbox.width) break;
      ctx.strokeText(label, x, y);
      ctx.fillStyle = look.colour[severity];
      ctx.fillText(label, x, y);
      x += width + size;
    }
  }
  ctx.restore();
}
