/** A quiet pulse must look quiet: the scale never spans less than this (beats per minute). */
const LEAST_SPAN = 24;

/** px: a line so low is drawn thin. */
const THIN_BELOW = 16;

/** What all lines of a screen are drawn with. `rem`: px; `ratio`: pixels of the canvas to a px of the page. */
export interface SparkPen {
  readonly rem: number;
  readonly ratio: number;
  readonly line: string;
  readonly dim: string;
}
export interface SparkPlace {
  /** px of the page; the canvas has `ratio` times as many. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly colour: string;
}
/** Draws one line over the last hour, oldest first; a gap is a gap. */
export function drawSpark(
  canvas: HTMLCanvasElement,
  values: readonly (number | null)[],
  { width, height, ratio, colour }: SparkPlace,
): void {
  const pixels = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
  if (canvas.width !== pixels.width || canvas.height !== pixels.height) Object.assign(canvas, pixels);
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.clearRect(0, 0, pixels.width, pixels.height);
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return;
  const span = Math.max(LEAST_SPAN, high - low);
  const base = (low + high) / 2 - span / 2;
  const step = pixels.width / Math.max(1, values.length - 1);
  const stroke = (height < THIN_BELOW ? 1 : 1.5) * ratio;
  const room = pixels.height - 2 * stroke;
  let isDrawing = false;
  context.beginPath();
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value === null || value === undefined) {
      isDrawing = false;
      continue;
    }
    const y = stroke + room * (1 - (value - base) / span);
    if (isDrawing) context.lineTo(index * step, y);
    else context.moveTo(index * step, y);
    isDrawing = true;
  }
  context.lineWidth = stroke;
  context.lineJoin = "bevel";
  context.strokeStyle = colour;
  context.stroke();
}
