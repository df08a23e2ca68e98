import { AnhuError } from "../../../domain/errors.ts";

/**
 * Why InfluxDB did not do it. `unavailable`: not reached, too slow, overloaded: try again. `misconfigured`: nothing changes until a person
 * corrects a setting or a right. `refused`: this request's data or query is not accepted.
 */
export type FailureKind = "unavailable" | "misconfigured" | "refused";

/** A failed request. `message` is one sentence without tokens or values; `body` what the server said, which may hold values. */
export class InfluxFailure extends Error {
  readonly kind: FailureKind;
  readonly body: string;
  constructor(kind: FailureKind, message: string, body = "") {
    super(message);
    this.name = "InfluxFailure";
    this.kind = kind;
    this.body = body;
  }
}

/** The failure that an HTTP answer stands for. `doing`: what was being done, `url`: where. */
export function failureOfAnswer(doing: string, url: string, status: number, body: string): InfluxFailure {
  const at = `${doing} InfluxDB at ${url}`;
  if (status === 401 || status === 403) {
    const why = status === 401 ? "the sign-in was refused" : "the token lacks the right";
    return new InfluxFailure(
      "misconfigured",
      `${at}: ${why} (${status}); set ANHU_HISTORIAN_TOKEN (or _FILE) to one that may read and write there`,
      body,
    );
  }
  if (status === 404) {
    return new InfluxFailure(
      "misconfigured",
      `${at}: no such database or bucket (404); create it, or correct ANHU_HISTORIAN_URL, _ORG, _BUCKET or _DATABASE`,
      body,
    );
  }
  if (status === 400 || status === 413 || status === 422) return new InfluxFailure("refused", `${at}: refused (${status})`, body);
  return new InfluxFailure("unavailable", `${at}: it answers ${status}; it is asked again`, body);
}
/** The failure of a request that got no answer. */
export function failureWithoutAnswer(doing: string, url: string, error: unknown): InfluxFailure {
  return new InfluxFailure("unavailable", `${doing} InfluxDB at ${url}: ${reasonOf(error)}; it is asked again`);
}
/** What the threads tell the outside: retryable when time alone may mend it. */
export function toAnhuError(error: unknown): unknown {
  if (!(error instanceof InfluxFailure)) return error;
  return new AnhuError("HISTORIAN_UNAVAILABLE", error.message, { retryable: error.kind === "unavailable", cause: error });
}
/** Text of the server about a refusal, without the lines that it quotes: they hold values. */
export function spoken(body: string): string {
  return messageIn(body)
    .replaceAll(/'[^']*'/g, "a point")
    .replaceAll(/\s+/g, " ")
    .slice(0, 200);
}
/** The `error` (1.x, 3) or `message` (2.x) of a JSON body, else the body. */
export function messageIn(body: string): string {
  const parsed = parseObject(body);
  const message = parsed?.["message"] ?? parsed?.["error"];
  return typeof message === "string" ? message : body;
}
export function parseObject(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError" || error.name === "RequestTimedOutError") return "no answer in time";
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : null;
  return code === null ? "the connection broke" : `no connection (${code})`;
}
