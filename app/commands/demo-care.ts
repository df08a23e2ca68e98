import { setTimeout as delay } from "node:timers/promises";
import { Type } from "typebox";
import Value from "typebox/value";
import { AnhuError, errorText } from "../../domain/errors.ts";

const SignedIn = Type.Object({ csrfToken: Type.String() });
const Alerts = Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), kind: Type.String(), state: Type.String() })) });

export interface CarePace {
  /** From the call to 我去, to the bed, to the note: ms. */
  readonly goMs: number;
  readonly arriveMs: number;
  readonly resolveMs: number;
}
export interface Caregiver {
  /** Takes the open alert of that kind on, arrives, and resolves it as true. Whoever was faster is left alone. */
  handle(kind: "sos" | "fall"): Promise<void>;
}

/** A simulated caregiver with a sign-in of her own, over the same interface as the screens. */
export async function signInCaregiver(
  httpUrl: string,
  user: { readonly username: string; readonly password: string },
  facilityId: string,
  pace: CarePace,
): Promise<Caregiver> {
  let cookie = "";
  let csrfToken = "";
  async function ask(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${httpUrl}/api/v1${path}`, {
      method,
      headers: { cookie, "x-csrf-token": csrfToken, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookies = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
    if (cookies.length > 0) cookie = cookies.join("; ");
    if (response.status === 409) return null;
    if (!response.ok) throw new AnhuError("SERVER_UNREACHABLE", `simulated caregiver, ${method} ${path}: HTTP ${response.status}`);
    return response.status === 204 ? null : await response.json();
  }
  csrfToken = Value.Parse(SignedIn, await ask("POST", "/session", user)).csrfToken;

  async function waitForAlert(kind: string): Promise<string> {
    for (;;) {
      const { items } = Value.Parse(Alerts, await ask("GET", `/alerts?facility=${facilityId}&open=true`));
      const found = items.find((alert) => alert.kind === kind);
      if (found !== undefined) return found.id;
      await delay(250);
    }
  }
  return {
    async handle(kind) {
      const alertId = await waitForAlert(kind);
      await delay(pace.goMs);
      await ask("POST", `/alerts/${alertId}/acknowledge`, { track: "onSite" });
      await delay(pace.arriveMs);
      await ask("POST", `/alerts/${alertId}/arrive`, { notUrgent: false });
      await delay(pace.resolveMs);
      await ask("POST", `/alerts/${alertId}/resolve`, { outcome: "true", reason: "演示：已到场处理" }).catch((error: unknown) => {
        throw new AnhuError("SERVER_UNREACHABLE", `simulated caregiver, resolving an alert: ${errorText(error)}`, { cause: error });
      });
    },
  };
}
