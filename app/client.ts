import { readFileSync } from "node:fs";
import { AnhuError, errorText, ERROR_CODES, type ErrorCode } from "../domain/errors.ts";
import { serverUrl, tokenFile, type Settings } from "./config.ts";

/** The outside door, for the `anhu` command: REST with the administrator's token. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  constructor(settings: Settings) {
    this.#url = serverUrl(settings);
    this.#token = settings.ANHU_ADMIN_TOKEN ?? readToken(tokenFile(settings.ANHU_DATA_DIR));
  }
  get(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<unknown> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, value);
    return this.#request("GET", search.size === 0 ? path : `${path}?${search.toString()}`, undefined);
  }
  post(path: string, body: unknown): Promise<unknown> {
    return this.#request("POST", path, body);
  }
  patch(path: string, body: unknown): Promise<unknown> {
    return this.#request("PATCH", path, body);
  }
  delete(path: string): Promise<unknown> {
    return this.#request("DELETE", path, undefined);
  }
  /** All items of a paged list. */
  async all(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<readonly unknown[]> {
    const items: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = asPage(await this.get(path, { ...query, cursor, limit: "200" }));
      items.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return items;
  }

  async #request(method: string, path: string, body: unknown): Promise<unknown> {
    const doing = `asking ${this.#url} for ${method} ${path.split("?")[0]}`;
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new AnhuError("SERVER_UNREACHABLE", `${doing}: no answer; is the server running there? (ANHU_URL says where)`, {
        cause: error,
      });
    });
    const text = await response.text();
    const answer: unknown = text === "" ? null : parse(text);
    if (response.ok) return answer;
    if (response.status === 401) {
      throw new AnhuError(
        "UNAUTHENTICATED",
        `${doing}: the administrator's token was refused; give the right one in ANHU_ADMIN_TOKEN or the data directory in ANHU_DATA_DIR`,
      );
    }
    throw new AnhuError(codeOf(answer), `${doing}: ${detailOf(answer) ?? `HTTP ${response.status}`}`);
  }
}
function readToken(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new AnhuError(
      "UNAUTHENTICATED",
      `reading the administrator's token from ${file}: ${errorText(error)}; set ANHU_ADMIN_TOKEN, or ANHU_DATA_DIR to the server's data directory`,
    );
  }
}
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
function detailOf(answer: unknown): string | null {
  const detail = field(answer, "detail") ?? field(answer, "title");
  if (typeof detail !== "string") return null;
  const errors = field(answer, "errors");
  return Array.isArray(errors) && errors.length > 0
    ? `${detail}\n${errors.map((error) => `  ${JSON.stringify(error)}`).join("\n")}`
    : detail;
}
function codeOf(answer: unknown): ErrorCode {
  const code = field(answer, "code");
  return typeof code === "string" && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : "BAD_INPUT";
}
function asPage(answer: unknown): { items: unknown[]; next: string | null } {
  const items = field(answer, "items");
  const next = field(answer, "next");
  return { items: Array.isArray(items) ? items : [], next: typeof next === "string" ? next : null };
}
