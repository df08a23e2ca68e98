export type Density = "large" | "medium" | "small";

/** Smallest tile of each density, and the gap between tiles, rem. Large: all numbers can be read from three metres. */
const LEAST: Readonly<Record<Density, { readonly width: number; readonly height: number; readonly gap: number }>> = {
  large: { width: 12.5, height: 8.4, gap: 0.6 },
  medium: { width: 7.6, height: 4.3, gap: 0.4 },
  small: { width: 4.2, height: 1.75, gap: 0.2 },
};
/** Width to height that reads best. */
const ASPECT: Readonly<Record<Density, number>> = { large: 1.45, medium: 1.7, small: 2.1 };
/** People in alarm are shown large as long as they take no more than this part of the screen. */
const MOST_IN_ALARM = 0.5;
const ALARM_WEIGHT = 1;

export interface Grid {
  readonly density: Density;
  readonly columns: number;
  readonly rows: number;
  /** px, of one cell. */
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** Cells that the tile of somebody in alarm takes. */
  readonly span: { readonly columns: number; readonly rows: number };
  /** Not all fit: the calm ones take turns. */
  readonly isPaged: boolean;
}
export interface Box {
  /** px */
  readonly width: number;
  readonly height: number;
  readonly rem: number;
}
export interface Crowd {
  readonly alarmed: number;
  /** Everybody else, and the labels of floors: one cell each. */
  readonly others: number;
}
const ONE = { columns: 1, rows: 1 } as const;
const DENSITIES = ["large", "medium", "small"] as const;

/** The grid that shows everybody in `box` as large as can be: people in alarm first, and largest. */
export function fitGrid(box: Box, crowd: Crowd): Grid {
  for (const density of DENSITIES) {
    const all = gridsOf(density, box).filter((grid) => hasRoom(grid, crowd));
    const best = all.toSorted((a, b) => score(b, crowd) - score(a, crowd))[0];
    if (best !== undefined) return best;
  }
  const smallest = gridsOf("small", box).toSorted((a, b) => b.columns * b.rows - a.columns * a.rows);
  const large = smallest.find(({ columns, rows, span }) => crowd.alarmed * span.columns * span.rows <= columns * rows * MOST_IN_ALARM);
  const chosen = large ?? smallest[0] ?? gridOf("small", box, 1, 1);
  return { ...chosen, span: large === undefined ? ONE : chosen.span, isPaged: true };
}
/** Calm tiles and labels that a page of the grid has room for. */
export function roomForOthers({ columns, rows, span }: Grid, alarmed: number): number {
  return Math.max(1, columns * rows - alarmed * span.columns * span.rows);
}
function gridOf(density: Density, { width, height, rem }: Box, columns: number, rows: number): Grid {
  const { gap: gapRem } = LEAST[density];
  const gap = gapRem * rem;
  const cell = { width: (width - gap * (columns - 1)) / columns, height: (height - gap * (rows - 1)) / rows };
  return { density, columns, rows, ...cell, gap, span: ONE, isPaged: false };
}
/** Cells that make a tile of at least that density. */
function spanFor(density: Density, { width, height, gap, columns, rows }: Grid, rem: number): Grid["span"] {
  const cells = (wanted: number, size: number, most: number): number =>
    Math.max(1, Math.min(most, Math.ceil((wanted * rem + gap) / (size + gap) - 0.01)));
  const least = LEAST[density];
  return { columns: cells(least.width, width, columns), rows: cells(least.height, height, rows) };
}
/** All grids of this density whose tiles can be read, with alarms of this density and of each larger one. */
function gridsOf(density: Density, box: Box): readonly Grid[] {
  const { width, height, gap } = LEAST[density];
  const most = (size: number, least: number): number => Math.max(1, Math.floor((size / box.rem + gap + 0.01) / (least + gap)));
  const grids: Grid[] = [];
  for (let columns = 1; columns <= most(box.width, width); columns++) {
    for (let rows = 1; rows <= most(box.height, height); rows++) {
      const grid = gridOf(density, box, columns, rows);
      for (const alarm of DENSITIES.slice(0, DENSITIES.indexOf(density) + 1)) grids.push({ ...grid, span: spanFor(alarm, grid, box.rem) });
    }
  }
  return grids;
}
function hasRoom({ columns, rows, span }: Grid, { alarmed, others }: Crowd): boolean {
  const bands = Math.ceil(alarmed / Math.floor(columns / span.columns));
  if (bands * span.rows > rows) return false;
  const taken = alarmed * span.columns * span.rows;
  const isLarge = span.columns * span.rows > 1;
  return (!isLarge || taken <= columns * rows * MOST_IN_ALARM) && taken + others <= columns * rows;
}
/** Large tiles of a good shape, few empty cells; large alarms before them. */
function score({ density, columns, rows, width, height, span }: Grid, { alarmed, others }: Crowd): number {
  const cells = columns * rows;
  const empty = cells - others - alarmed * span.columns * span.rows;
  const inAlarm = alarmed === 0 ? 0 : Math.min(span.columns * width, span.rows * height * ASPECT.large);
  return Math.min(width / ASPECT[density], height) * (1 - (0.8 * empty) / cells) + inAlarm * ALARM_WEIGHT;
}

/** What a tile has room for: `all`, without further signs, without the line that says where, or numbers alone. */
export type Level = "all" | "most" | "some" | "numbers";
export interface Look {
  readonly density: Density;
  readonly level: Level;
  /** Height of the large digits, rem. */
  readonly digits: number;
}
/** Of a large tile, rem: what stands around the digits at each level, and the digits that are worth it. */
const LEVELS: readonly { readonly level: Level; readonly around: number; readonly digits: number }[] = [
  { level: "all", around: 9.5, digits: 3 },
  { level: "most", around: 8.1, digits: 2.5 },
  { level: "some", around: 5.9, digits: 1.7 },
  { level: "numbers", around: 4.4, digits: 0 },
];
/** The bar that says what is the matter, rem: of a large tile, of others. */
const BAR = { large: 2, medium: 1, small: 0.95 } as const;

/** The largest density that fits into a tile of so many rem. */
export function densityOf({ width, height }: { readonly width: number; readonly height: number }): Density {
  return DENSITIES.find((one) => width >= LEAST[one].width - 0.05 && height >= LEAST[one].height - 0.05) ?? "small";
}
/** How a tile of `width` × `height` rem is filled. */
export function lookOf(density: Density, { width, height }: { readonly width: number; readonly height: number }, isAlarmed: boolean): Look {
  const free = height - (isAlarmed ? BAR[density] : 0);
  if (density === "medium") return { density, level: "some", digits: Math.max(1, Math.min(free - 2.75, width * 0.2)) };
  if (density === "small") return { density, level: "some", digits: Math.max(0.85, Math.min(free - (isAlarmed ? 0.2 : 0.8), width * 0.2)) };
  const { level, around } = LEVELS.find((one) => free - one.around >= one.digits) ?? { level: "numbers", around: 4.4 };
  return { density, level, digits: Math.min(9, Math.max(1.1, Math.min(free - around, width * 0.28))) };
}
