import { Check, Clean } from "typebox/value";
import type { Static, TSchema } from "typebox";

/** Why a request did not succeed. `offline`: no answer at all; the write may or may not have arrived. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Who was first, where the server says so. */
  readonly by: string | null;
  constructor(status: number, code: string, detail: string, by: string | null = null) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.by = by;
  }
  get isOffline(): boolean {
    return this.status === 0;
  }
  /** Worth sending again unchanged: no answer, overload, or a server that is just starting. */
  get isRetryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

const TIMEOUT_MS = 10_000;
/** A file of ten megabytes over a home's uplink. */
const UPLOAD_TIMEOUT_MS = 120_000;
let csrfToken: string | null = null;
/** The token from `GET /session`; every write carries it. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

function problemOf(status: number, body: unknown): ApiError {
  const record = typeof body === "object" && body !== null ? body : {};
  const text = (key: string): string | null => {
    const value: unknown = Reflect.get(record, key);
    return typeof value === "string" ? value : null;
  };
  return new ApiError(status, text("code") ?? `HTTP_${status}`, text("detail") ?? text("title") ?? `HTTP ${status}`, text("by"));
}

async function send(method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: object | File): Promise<unknown> {
  const headers: Record<string, string> = { accept: "application/json" };
  const isFile = body instanceof File;
  if (body !== undefined) headers["content-type"] = isFile ? body.type : "application/json";
  if (method !== "GET" && csrfToken !== null) headers["x-csrf-token"] = csrfToken;
  let response: Response;
  let text: string;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: "same-origin",
      signal: AbortSignal.timeout(isFile ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS),
      ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (error) {
    throw new ApiError(0, "OFFLINE", error instanceof Error ? error.message : String(error));
  }
  let parsed: unknown = null;
  if (text !== "" && /json/.test(response.headers.get("content-type") ?? "")) parsed = JSON.parse(text);
  if (!response.ok) throw problemOf(response.status, parsed);
  return parsed;
}

/**
 * Checks an answer against its schema. Properties that this page does not know yet are dropped: a newer server must not blank the wall.
 * @throws {ApiError} `BAD_ANSWER` when something that the page needs is missing or of another type.
 */
export function decode<S extends TSchema>(schema: S, value: unknown, what: string): Static<S> {
  if (Check(schema, value)) return value;
  const cleaned: unknown = Clean(schema, value);
  if (Check(schema, cleaned)) return cleaned;
  throw new ApiError(500, "BAD_ANSWER", what);
}

export const api = {
  async get<S extends TSchema>(path: string, schema: S): Promise<Static<S>> {
    return decode(schema, await send("GET", path), path);
  },
  post(path: string, body: object = {}): Promise<unknown> {
    return send("POST", path, body);
  },
  /** The file itself is the body. */
  upload(path: string, file: File): Promise<unknown> {
    return send("POST", path, file);
  },
  put(path: string, body: object): Promise<unknown> {
    return send("PUT", path, body);
  },
  patch(path: string, body: object): Promise<unknown> {
    return send("PATCH", path, body);
  },
  remove(path: string, body?: object): Promise<unknown> {
    return send("DELETE", path, body);
  },
};
