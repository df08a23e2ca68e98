import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { programPath } from "./platform.ts";

export interface DiskFault {
  /** The disk is well again. */
  heal(): Promise<void>;
}
/**
 * Makes the disk misbehave for some files of a running process, by tracing it: `error=ENOSPC`, `error=EIO` or `delay_enter=MICROSECONDS`
 * for the named system calls. Resolves once every thread is traced.
 */
export async function injectDiskFault(pid: number, files: readonly string[], calls: readonly string[], fault: string): Promise<DiskFault> {
  const paths = files.flatMap((file) => ["-P", file]);
  const child = spawn(
    programPath("strace"),
    ["-f", "-p", String(pid), ...paths, "-e", `trace=${calls.join(",")}`, "-e", `inject=${calls.join(",")}:${fault}`],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const lines = createInterface({ input: child.stderr });
  const attached = Promise.withResolvers<void>();
  lines.on("line", (line) => {
    if (/attached/.test(line)) attached.resolve();
  });
  child.once("exit", () => attached.reject(new Error(`tracing process ${pid}: strace ended; may this user trace processes?`)));
  await attached.promise;
  return {
    async heal() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGINT");
      await gone;
    },
  };
}
