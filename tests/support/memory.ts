import { readFileSync } from "node:fs";

/** Memory of a process that lies in RAM, in MB; Linux. */
export function residentMb(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1_000;
}
/** Watches it four times a second. */
export function watchMemory(pid: number) {
  let peak = residentMb(pid);
  const timer = setInterval(() => (peak = Math.max(peak, residentMb(pid))), 250);
  return {
    /** The most since the start or the last `again`. */
    peakMb: () => Math.max(peak, residentMb(pid)),
    again(): void {
      peak = residentMb(pid);
    },
    stop: () => clearInterval(timer),
  };
}
