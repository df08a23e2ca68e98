import { errorText } from "../domain/errors.ts";

export type LinkAcknowledgement = { readonly ok: true } | { readonly ok: false; readonly status: number | null; readonly why: string };
const TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;
const PAUSE_MS = 500;

/** POST acknowledgeUrl `{"person","track":"medical"}`, as a doctor's page does it; network faults and 5xx are tried three times. */
export async function acknowledgeByLink(acknowledgeUrl: string, person: string): Promise<LinkAcknowledgement> {
  let last: LinkAcknowledgement = { ok: false, status: null, why: "not tried" };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    last = await post(acknowledgeUrl, person);
    if (last.ok || (last.status !== null && last.status < 500)) return last;
    if (attempt < ATTEMPTS) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
  }
  return last;
}
async function post(acknowledgeUrl: string, person: string): Promise<LinkAcknowledgement> {
  try {
    const response = await fetch(acknowledgeUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ person, track: "medical" }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.ok ? { ok: true } : { ok: false, status: response.status, why: `HTTP ${response.status}` };
  } catch (error) {
    return { ok: false, status: null, why: errorText(error) };
  }
}
