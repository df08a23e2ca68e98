import { readFileSync } from "node:fs";

/** Linux counts the time of processes in hundredths of a second. */
const TICKS_PER_S = 100;

/** Seconds of a core that a process has used with all its threads; NaN where the system does not tell. */
export function cpuSeconds(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it may hold blanks; user and system time are the 14th and 15th field.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
  } catch (error) {
    if (error instanceof Error && "code" in error) return Number.NaN;
    throw error;
  }
}
