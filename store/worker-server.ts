import { parentPort, workerData, type Transferable } from "node:worker_threads";
import { AnhuError, errorText, type ErrorCode } from "../domain/errors.ts";
import type { FromWorker, Protocol, ToWorker } from "./worker-messages.ts";

/** An answer whose buffers are handed over instead of copied. */
export class WithTransfer<T> {
  readonly value: T;
  readonly transfer: readonly Transferable[];
  constructor(value: T, transfer: readonly Transferable[]) {
    this.value = value;
    this.transfer = transfer;
  }
}
type Answer<T> = T | WithTransfer<T>;
/** One function per request. One that returns a promise lets the next request begin before it has ended. */
export type Handlers<P extends Protocol<P>> = {
  readonly [K in keyof P]: (body: P[K]["request"]) => Answer<P[K]["response"]> | Promise<Answer<P[K]["response"]>>;
};
export interface Served<P extends Protocol<P>> {
  readonly handlers: Handlers<P>;
  close(): void | Promise<void>;
}
/** Tells the main thread something that it did not ask for. */
export type EmitEvent = (name: string, body: unknown) => void;

/** The worker's side of `startWorker`. `Settings` is what its `settings` holds. */
export async function serve<P extends Protocol<P>, Settings>(
  code: ErrorCode,
  open: (settings: Settings, emit: EmitEvent) => Served<P> | Promise<Served<P>>,
): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error("a worker entry file is started as a worker thread, not by itself");
  const post = (message: FromWorker, transfer: readonly Transferable[] = []) => port.postMessage(message, [...transfer]);
  const settings = workerData as Settings;
  let served: Served<P>;
  try {
    served = await open(settings, (name, body) => post({ type: "event", name, body }));
  } catch (error) {
    post({ type: "openFailed", ...failureOf(error, code) });
    return;
  }
  port.on("message", (message: ToWorker) => {
    if (message.type === "close") return void closeDown(message.id);
    try {
      const handler: unknown = Object.hasOwn(served.handlers, message.type) ? Reflect.get(served.handlers, message.type) : undefined;
      if (typeof handler !== "function") throw new Error(`no such request: ${message.type}`);
      const value: unknown = Reflect.apply(handler, undefined, [message.body]);
      if (!(value instanceof Promise)) return answer(message.id, value);
      value.then(
        (later: unknown) => answer(message.id, later),
        (error: unknown) => fail(message.id, error),
      );
    } catch (error) {
      fail(message.id, error);
    }
  });
  post({ type: "opened" });

  function answer(id: number, value: unknown): void {
    if (value instanceof WithTransfer) post({ type: "answer", id, value: value.value }, value.transfer);
    else post({ type: "answer", id, value });
  }
  function fail(id: number, error: unknown): void {
    post({ type: "failure", id, ...failureOf(error, code) });
  }
  async function closeDown(id: number): Promise<void> {
    try {
      await served.close();
      answer(id, null);
    } catch (error) {
      fail(id, error);
    }
    port?.close();
  }
}

function failureOf(error: unknown, code: ErrorCode): { code: ErrorCode; message: string; retryable: boolean } {
  if (error instanceof AnhuError) return { code: error.code, message: error.message, retryable: error.retryable };
  return { code, message: errorText(error), retryable: true };
}
