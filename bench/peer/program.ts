import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { until } from "../../tests/support/machine.ts";

export interface Program {
  readonly pid: number;
  /** What it wrote, oldest first. */
  readonly output: readonly string[];
  stop(): Promise<void>;
}
export interface ProgramOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** It is ready when this port of 127.0.0.1 accepts, or when a line of its output matches. */
  readonly ready: { readonly port: number } | { readonly line: RegExp };
}
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 5_000;

/** Starts a server of another project. @throws when it ends or does not answer within a minute; its output is in the message */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { name, command, args } = options;
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { PATH: process.env["PATH"] ?? "", HOME: options.cwd ?? "/", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  const note = (text: string) => void output.push(...text.split("\n").filter((line) => line !== ""));
  child.stdout.setEncoding("utf8").on("data", note);
  child.stderr.setEncoding("utf8").on("data", note);
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (isOver()) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    const hard = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
    await gone;
    clearTimeout(hard);
  };
  const failed = once(child, "error").then(([error]) => {
    throw new Error(`starting ${name}: ${command} does not run`, { cause: error });
  });
  const sign = options.ready;
  const isReady = () => ("port" in sign ? accepts(sign.port) : output.some((line) => sign.line.test(line)));
  const ready = until(async () => isOver() || (await isReady()), { deadlineMs: READY_WITHIN_MS, what: `${name} to be ready` });
  try {
    await Promise.race([ready, failed]);
    if (isOver()) throw new Error(`starting ${name}: it ended with ${child.exitCode ?? child.signalCode}`);
  } catch (error) {
    await stop();
    throw new Error(`starting ${name}:\n${output.slice(-20).join("\n")}`, { cause: error });
  }
  return { pid: child.pid ?? 0, output, stop };
}
async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } finally {
    socket.destroy();
  }
}
