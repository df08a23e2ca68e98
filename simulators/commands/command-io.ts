/** What a command needs of the terminal. */
export interface CommandIo {
  print(line: string): void;
  /** Aborted when the person asks it to end (SIGINT, SIGTERM). */
  readonly signal: AbortSignal;
  /** Resolves at the same moment. */
  readonly stopped: Promise<void>;
}
export function makeCommandIo(print: (line: string) => void, signal: AbortSignal): CommandIo {
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  return { print, signal, stopped };
}
