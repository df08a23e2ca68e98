import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { CustodyView } from "../../domain/custody-view.ts";
import { AnhuError, type ErrorCode } from "../../domain/errors.ts";

export interface PaperOrder {
  readonly custody: CustodyView;
  readonly language: "zh-CN" | "en";
  readonly nowMs: number;
  /** File of a TrueType font that has Chinese; `null`: none was found. */
  readonly font: string | null;
}
export type PaperAnswer = { readonly pdf: Uint8Array } | { readonly code: ErrorCode; readonly message: string };

/** Prints papers one after another, each in a thread of its own: the server's own thread belongs to alerts. */
export function makeCustodyPrinter() {
  let printing: Promise<unknown> = Promise.resolve();
  /** The custody as a PDF. @throws {AnhuError} `BAD_CONFIG` without a font that can be used */
  return (order: PaperOrder): Promise<Buffer> => {
    const printed = printing.then(() => print(order));
    printing = printed.catch(() => undefined);
    return printed;
  };
}
async function print(order: PaperOrder): Promise<Buffer> {
  const worker = new Worker(new URL("./paper-worker.ts", import.meta.url), { workerData: order });
  try {
    // Rejects with what the thread threw.
    const [answer] = (await once(worker, "message")) as [PaperAnswer];
    if ("code" in answer) throw new AnhuError(answer.code, answer.message);
    return Buffer.from(answer.pdf);
  } finally {
    await worker.terminate();
  }
}
