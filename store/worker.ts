import { Worker, type Transferable } from "node:worker_threads";
import { AnhuError, errorText, type ErrorCode } from "../domain/errors.ts";
import type { FromWorker, Protocol, ToWorker } from "./worker-messages.ts";

const FIRST_RESTART_DELAY_MS = 50;
const LONGEST_RESTART_DELAY_MS = 5_000;
/** A worker that lived this long is restarted at once. */
const HEALTHY_AFTER_MS = 10_000;
const CLOSE_WITHIN_MS = 10_000;

export interface WorkerOptions {
  /** Entry file of the worker, in `app/workers/`. */
  readonly url: URL;
  readonly name: string;
  /** Structured-cloneable; reaches `serve(...).open`. */
  readonly settings: unknown;
  /** Code of every failure that is not told otherwise by the worker. */
  readonly code: ErrorCode;
  /** After every start, the first included: what the worker has to be told again. */
  onStarted?(): void;
  onEvent?(name: string, body: unknown): void;
  onCrash?(reason: string): void;
}
/** Requests to one worker thread. It is started again when it dies; what was in flight is then rejected, retryable. */
export interface WorkerClient<P extends Protocol<P>> {
  request<K extends keyof P & string>(type: K, body: P[K]["request"], transfer?: readonly Transferable[]): Promise<P[K]["response"]>;
  /** Grows with every start: what was told to an earlier generation is forgotten. */
  readonly generation: number;
  /** Ends the worker after everything asked before. */
  close(): Promise<void>;
}
interface Waiting {
  resolve(value: unknown): void;
  reject(error: AnhuError): void;
}

/** Starts a worker. @throws {AnhuError} of `options.code` (or the worker's own code) when it could not open its file */
export async function startWorker<P extends Protocol<P>>(options: WorkerOptions): Promise<WorkerClient<P>> {
  const client = new RestartingWorker<P>(options);
  await client.opened;
  return client;
}

class RestartingWorker<P extends Protocol<P>> implements WorkerClient<P> {
  readonly opened: Promise<void>;
  generation = 0;
  readonly #options: WorkerOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #opening = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  #worker: Worker | null = null;
  #nextId = 1;
  #isClosing = false;
  #restartDelayMs = FIRST_RESTART_DELAY_MS;
  #restartTimer: NodeJS.Timeout | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.opened = this.#opening.promise;
    this.#start();
  }

  request<K extends keyof P & string>(type: K, body: P[K]["request"], transfer: readonly Transferable[] = []): Promise<P[K]["response"]> {
    const worker = this.#worker;
    if (worker === null || this.#isClosing) return Promise.reject(this.#unavailable("it is not running"));
    return this.#post(worker, type, body, transfer);
  }

  async close(): Promise<void> {
    if (this.#isClosing) return this.#ended.promise;
    this.#isClosing = true;
    clearTimeout(this.#restartTimer);
    const worker = this.#worker;
    if (worker === null) {
      this.#ended.resolve();
      return;
    }
    const tooLong = setTimeout(() => void worker.terminate(), CLOSE_WITHIN_MS);
    this.#post(worker, "close", null, []).catch((error: unknown) => this.#options.onCrash?.(`closing: ${errorText(error)}`));
    await this.#ended.promise;
    clearTimeout(tooLong);
  }

  #post(worker: Worker, type: string, body: unknown, transfer: readonly Transferable[]): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, type, body } satisfies ToWorker, transfer);
    });
  }

  #start(): void {
    const startedAt = performance.now();
    const worker = new Worker(this.#options.url, { name: this.#options.name, workerData: this.#options.settings });
    let reason = "it ended";
    this.#worker = worker;
    this.generation += 1;
    worker.on("message", (message: FromWorker) => this.#receive(message));
    worker.on("error", (error: unknown) => (reason = errorText(error)));
    worker.once("exit", () => {
      this.#worker = null;
      const failure = this.#unavailable(reason);
      this.#opening.reject(failure);
      for (const waiting of this.#waiting.values()) waiting.reject(failure);
      this.#waiting.clear();
      if (this.#isClosing) return this.#ended.resolve();
      if (performance.now() - startedAt > HEALTHY_AFTER_MS) this.#restartDelayMs = FIRST_RESTART_DELAY_MS;
      this.#options.onCrash?.(reason);
      this.#restartTimer = setTimeout(() => this.#start(), this.#restartDelayMs);
      this.#restartDelayMs = Math.min(this.#restartDelayMs * 2, LONGEST_RESTART_DELAY_MS);
    });
    this.#options.onStarted?.();
  }

  #receive(message: FromWorker): void {
    if (message.type === "opened") return this.#opening.resolve();
    if (message.type === "event") return this.#options.onEvent?.(message.name, message.body);
    if (message.type === "openFailed") {
      // Only the first open may fail for good; later ones are tried again by the restart.
      if (this.generation === 1) this.#isClosing = true;
      return this.#opening.reject(new AnhuError(message.code, message.message, { retryable: message.retryable }));
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === "answer") waiting?.resolve(message.value);
    else waiting?.reject(new AnhuError(message.code, message.message, { retryable: message.retryable }));
  }

  #unavailable(reason: string): AnhuError {
    return new AnhuError(this.#options.code, `asking the ${this.#options.name} worker: ${reason}; it is started again, try again`, {
      retryable: true,
    });
  }
}
