import { onTestFinished } from "vitest";

const TICK_MS = 10;
/** A tick that comes later than this came late because the machine did not let the process run, unless it worked all that time. */
const LONGEST_TICK_MS = 30;

/**
 * Milliseconds in which this thread waited or worked, since the call. For "no later than" in a test whose server lives in its own process:
 * a machine that stops the process for seconds stops both, and adds next to nothing; work that blocks the event loop counts in full.
 */
export function startRunningTime(): () => number {
  let ranMs = 0;
  let lastMs = performance.now();
  let cpu = process.threadCpuUsage();
  const add = (): number => {
    const nowMs = performance.now();
    const { user, system } = process.threadCpuUsage(cpu);
    ranMs += Math.min(nowMs - lastMs, Math.max(LONGEST_TICK_MS, (user + system) / 1_000));
    lastMs = nowMs;
    cpu = process.threadCpuUsage();
    return ranMs;
  };
  const timer = setInterval(add, TICK_MS);
  onTestFinished(() => clearInterval(timer));
  return add;
}
