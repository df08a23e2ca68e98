import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { AnhuError } from "../../domain/errors.ts";
import { makePdf } from "../pdf.ts";
import { custodyPaper } from "./paper.ts";
import type { PaperAnswer, PaperOrder } from "./print.ts";

// A PDF with a Chinese font takes long, and nobody's alert waits for it.
setPriority(0, 15);
// Sent by `print.ts`, in this shape.
const { custody, language, nowMs, font } = workerData as PaperOrder;
try {
  parentPort?.postMessage({ pdf: new Uint8Array(await makePdf(custodyPaper(custody, language, nowMs), font)) } satisfies PaperAnswer);
} catch (error) {
  if (!(error instanceof AnhuError)) throw error;
  parentPort?.postMessage({ code: error.code, message: error.message } satisfies PaperAnswer);
}
