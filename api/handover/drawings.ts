import { outline, type Sketch } from "../../domain/handover/sketch.ts";
import type { AssessmentText, News2Text } from "../../domain/handover/assessment-text.ts";
import type { HandoverLocation } from "../../domain/handover/sheet.ts";
import { html, type Markup } from "../link-pages.ts";

/** Drawings of a page without scripts and without styles of their own: attributes alone. */
const SPARK = { width: 240, height: 44 };

export function sparkDrawing({ spark, sparkTitle }: AssessmentText): Markup {
  const known = spark.filter((value) => value !== null);
  if (known.length < 2) return html``;
  const [low, high] = [Math.min(...known) - 2, Math.max(...known) + 2];
  const x = (index: number) => (index / Math.max(1, spark.length - 1)) * SPARK.width;
  const y = (value: number) => SPARK.height - 4 - ((value - low) / (high - low)) * (SPARK.height - 8);
  const path = spark
    .map((value, index) => (value === null ? "" : `${spark[index - 1] == null ? "M" : "L"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`))
    .join("");
  const label = `${sparkTitle}: ${Math.min(...known).toFixed(0)}–${Math.max(...known).toFixed(0)}`;
  return html`<figure>
    <svg viewBox="0 0 ${SPARK.width} ${SPARK.height}" width="${SPARK.width}" height="${SPARK.height}" role="img" aria-label="${label}">
      <path d="${path}" fill="none" stroke="#15703c" stroke-width="2" stroke-linejoin="round" />
    </svg>
    <figcaption>${label}</figcaption>
  </figure>`;
}
/** A bar an hour; the line is the score from which a doctor is wanted within the hour (NEWS2 5). */
export function trendDrawing({ trend, trendTitle, trendNote }: News2Text): Markup {
  if (trend.length === 0) return html`<p class="small">${trendNote}</p>`;
  const [width, height, top] = [240, 56, 12];
  const step = width / trend.length;
  const tall = (total: number) => Math.max(2, (Math.min(total, top) / top) * (height - 4));
  const bars = trend.map(({ total, isComplete }, index) =>
    total === null
      ? html`<rect x="${(index * step + step * 0.3).toFixed(1)}" y="${height - 3}" width="2" height="2" fill="#63756c" />`
      : html`<rect
          x="${(index * step + 1).toFixed(1)}"
          y="${(height - tall(total)).toFixed(1)}"
          width="${(step - 2).toFixed(1)}"
          height="${tall(total).toFixed(1)}"
          fill="${isComplete ? (total >= 5 ? "#c8102e" : "#0d6b5f") : "#fff"}"
          stroke="${total >= 5 ? "#c8102e" : "#0d6b5f"}"
          stroke-width="1.4"
        />`,
  );
  const said = [trend[0], trend.at(-1)].flatMap((point) => (point === undefined ? [] : [point.words]));
  const line = height - tall(5);
  return html`<figure>
    <svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${trendTitle}: ${said.join(" … ")}">
      <line x1="0" x2="${width}" y1="${line}" y2="${line}" stroke="#63756c" stroke-dasharray="3 3" />
      ${bars}
    </svg>
    <figcaption>${trendTitle} · ${said.join(" … ")} · ${trendNote}</figcaption>
  </figure>`;
}
/** Fences of the home, the newest position and how exact it is, to scale. */
export function locationDrawing(location: HandoverLocation, label: string, north: string): Markup {
  const sketch: Sketch = outline(location, 320, 200);
  const homes = sketch.homes.map(({ points, name }) => {
    const [first] = points;
    return html`<polygon
        points="${points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")}"
        fill="#dff1ea"
        stroke="#0d6b5f"
        stroke-width="1.5"
      />
      <text x="${(first?.x ?? 0).toFixed(1)}" y="${((first?.y ?? 0) - 4).toFixed(1)}" font-size="11" fill="#0d6b5f">${name}</text>`;
  });
  const { here, accuracy, scale } = sketch;
  return html`<svg viewBox="0 0 320 200" width="320" height="200" role="img" aria-label="${label}">
    <rect width="320" height="200" fill="#f4f6f5" />
    ${homes}
    <circle
      cx="${here.x.toFixed(1)}"
      cy="${here.y.toFixed(1)}"
      r="${accuracy.toFixed(1)}"
      fill="#c8102e"
      fill-opacity="0.15"
      stroke="#c8102e"
      stroke-dasharray="4 3"
    />
    <circle cx="${here.x.toFixed(1)}" cy="${here.y.toFixed(1)}" r="5" fill="#c8102e" stroke="#fff" stroke-width="1.5" />
    <path d="M300 34V14l-5 8M300 14l5 8" fill="none" stroke="#13211c" stroke-width="1.5" />
    <text x="296" y="46" font-size="11" fill="#13211c">${north}</text>
    <path d="M12 190h${scale.width.toFixed(1)}" stroke="#13211c" stroke-width="3" />
    <text x="12" y="184" font-size="11" fill="#13211c">${scale.metres} m</text>
  </svg>`;
}
