/** What a long piece of work tells while it runs. `done` and `total` are in `unit`; `total` 0 = not known. */
export interface Progress {
  readonly what: string;
  readonly done: number;
  readonly total: number;
  readonly unit: "bytes" | "rows" | "readings" | "devices" | "days";
}
export interface LongWork {
  onProgress(progress: Progress): void;
  /** Aborted by Ctrl-C: the work ends as soon as it can and leaves nothing that looks whole. */
  readonly signal: AbortSignal;
}
