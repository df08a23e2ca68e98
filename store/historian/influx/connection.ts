import { detectServer } from "./detect.ts";
import { InfluxFailure, failureOfAnswer, failureWithoutAnswer, parseObject } from "./failure.ts";
import { LineSender } from "./line-sender.ts";
import { readResults, type Result } from "./results.ts";
import { authorization, type InfluxServer, type InfluxSettings } from "./settings.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}
export interface Asked {
  readonly doing: string;
  readonly path: string;
  readonly method?: "GET" | "POST";
  readonly body?: URLSearchParams | string;
}

/** Requests to one InfluxDB, of any version. Every failure is an `InfluxFailure`. */
export class InfluxConnection {
  readonly settings: InfluxSettings;
  #server: InfluxServer | null = null;
  #sender: LineSender | null = null;

  constructor(settings: InfluxSettings) {
    this.settings = settings;
  }
  /** What answers; asked once. @throws {InfluxFailure} `misconfigured` when it is no InfluxDB */
  async server(): Promise<InfluxServer> {
    this.#server ??= await detectServer(this);
    return this.#server;
  }
  /** Results of InfluxQL statements, separated by `;`, in their order. */
  async query(influxql: string): Promise<readonly Result[]> {
    await this.server();
    const { database, retentionPolicy } = this.settings;
    const body = new URLSearchParams({ q: influxql, db: database, epoch: "ms" });
    if (retentionPolicy !== null) body.set("rp", retentionPolicy);
    const answer = await this.expect({ doing: "querying", path: "/query", method: "POST", body });
    return readResults(answer.body);
  }
  /** Writes lines in one request: all are stored when it resolves. */
  async write(lines: readonly string[]): Promise<void> {
    const server = await this.server();
    this.#sender ??= new LineSender(this.settings, server);
    await this.#sender.send(lines);
  }
  /** An answer of 2xx. */
  async expect(asked: Asked): Promise<Answer> {
    const answer = await this.ask(asked);
    if (answer.status < 200 || answer.status > 299) throw failureOfAnswer(asked.doing, this.settings.url, answer.status, answer.body);
    return answer;
  }
  /** Any answer. @throws {InfluxFailure} `unavailable` without one */
  async ask({ doing, path, method = "GET", body }: Asked): Promise<Answer> {
    const headers = new Headers();
    const as = authorization(this.settings, this.#server?.line ?? null);
    if (as !== null) headers.set("authorization", as);
    if (typeof body === "string") headers.set("content-type", "application/json");
    try {
      const signal = AbortSignal.timeout(this.settings.timeoutMs);
      const response = await fetch(`${this.settings.url}${path}`, { method, headers, signal, redirect: "error", body: body ?? null });
      return { status: response.status, headers: response.headers, body: await response.text() };
    } catch (error) {
      throw failureWithoutAnswer(doing, this.settings.url, error);
    }
  }
  /** A JSON object. */
  async object(asked: Asked): Promise<Readonly<Record<string, unknown>>> {
    const parsed = parseObject((await this.expect(asked)).body);
    if (parsed === null)
      throw new InfluxFailure("unavailable", `${asked.doing} InfluxDB at ${this.settings.url}: its answer cannot be read`);
    return parsed;
  }
  /** Asks anew what answers. */
  forget(): void {
    this.close();
    this.#server = null;
  }
  close(): void {
    this.#sender?.close();
    this.#sender = null;
  }
}
