/** How a column is shown and written to a file: a share is 0 … 1, seconds and instants (ms since the epoch) are numbers. */
export interface FigureColumn {
  readonly name: string;
  readonly kind: "text" | "count" | "share" | "seconds" | "day" | "moment";
}
export type FigureCell = string | number | null;
export interface FigureRow {
  readonly id: string;
  readonly cells: readonly FigureCell[];
}
/** A figure as a table: what its chart is drawn from, and what is exported. */
export interface FigureTable {
  /** Name of the exported file, without ending and without persons. */
  readonly file: string;
  readonly columns: readonly FigureColumn[];
  readonly rows: readonly FigureRow[];
}
/** What is drawn of a table: its first column along, one series for each of the others named here. */
export interface FigureChart {
  readonly kind: "bar" | "stack" | "line";
  readonly series: readonly { readonly column: number; readonly colour: string }[];
  /** Lines across, such as a target, in the unit of the columns. */
  readonly marks?: readonly { readonly name: string; readonly value: number }[];
}
