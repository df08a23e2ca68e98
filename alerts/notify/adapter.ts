import type { Answer } from "../ports.ts";
import type { Limit } from "./allowance.ts";
import type { GuardedHttp } from "./guarded-http.ts";
import type { Notice } from "./notice.ts";

/** One notice, or several in one digest. */
export interface Message {
  /** Of the delivery; the same when it is tried again. */
  readonly id: string;
  readonly notices: readonly Notice[];
  readonly urgent: boolean;
}
/** One provider. `send` may throw: the notifier makes a failure of it. */
export interface Adapter<Config> {
  /** Of one robot, number or account; none: the provider names none. */
  readonly limits: readonly Limit[];
  /** Going over the limit does harm (a muted robot): not even an urgent one may. */
  readonly isHard: boolean;
  /** It can show several notices in one message. */
  readonly hasDigest: boolean;
  send(message: Message, config: Config): Promise<Answer>;
}
/** What adapters are made from. */
export interface AdapterParts {
  readonly http: GuardedHttp;
  /** Real time, also where the server runs on a simulated clock: providers compare signatures with theirs. */
  readonly nowMs: () => number;
}
/** `base` with the provider's path, the query escaped. */
export function addressOf(base: string, path: string, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `${base.replace(/\/$/, "")}${path}${search === "" ? "" : `?${search}`}`;
}
export const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" } as const;
