import { ApiClient } from "../../app/client.ts";
import { AnhuError } from "../../domain/errors.ts";

/** Longer than the minute in which only so many requests are taken. */
const PATIENCE_MS = 75_000;
const PAUSE_MS = 200;

/** Refusals after which nothing was done: the machine is busy, or a test that waits has asked too often. */
const LATER: readonly string[] = ["OVERLOADED", "TOO_MANY"];

/** Asks again where the server refuses for a moment. */
export class PatientClient extends ApiClient {
  override get(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<unknown> {
    return patiently(() => super.get(path, query));
  }
  override post(path: string, body: unknown): Promise<unknown> {
    return patiently(() => super.post(path, body));
  }
  override patch(path: string, body: unknown): Promise<unknown> {
    return patiently(() => super.patch(path, body));
  }
  override delete(path: string): Promise<unknown> {
    return patiently(() => super.delete(path));
  }
}
/** The same for an answer that is told by its status. */
export async function fetchPatiently(url: string, request: RequestInit = {}): Promise<Response> {
  for (const end = performance.now() + PATIENCE_MS; ;) {
    const answer = await fetch(url, request);
    const isBusy = answer.status === 503 && (await answer.clone().text()).includes("OVERLOADED");
    if (!isBusy || performance.now() >= end) return answer;
    await pause();
  }
}
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + PATIENCE_MS; ;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AnhuError) || !LATER.includes(error.code) || performance.now() >= end) throw error;
    }
    await pause();
  }
}
function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, PAUSE_MS);
  });
}
