import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { HttpError, InfluxDB, type WriteApi } from "@influxdata/influxdb-client";
import { failureOfAnswer, failureWithoutAnswer, InfluxFailure, messageIn } from "./failure.ts";
import { authorization, type InfluxServer, type InfluxSettings } from "./settings.ts";

/** Lines of one request at most. */
export const REQUEST_LINES = 5_000;
const DOING = "writing to";
/** 1.x only: the other points of the request are stored; these are older than what the installation keeps. */
const BEYOND_RETENTION = /^partial write: points beyond retention policy/;

/** Writes lines through the client, which keeps nothing: no retries, one awaited request each time. */
export class LineSender {
  readonly #settings: InfluxSettings;
  readonly #server: InfluxServer;
  #opened: { readonly agent: HttpAgent; readonly api: WriteApi } | null = null;

  constructor(settings: InfluxSettings, server: InfluxServer) {
    this.#settings = settings;
    this.#server = server;
  }
  /** @throws {InfluxFailure} `refused` with what the server said about the points */
  async send(lines: readonly string[]): Promise<void> {
    this.#opened ??= this.#open();
    const { api } = this.#opened;
    try {
      api.writeRecords([...lines]);
      await api.flush();
    } catch (error) {
      if (error instanceof HttpError) {
        const body = error.body ?? "";
        if (this.#server.line === 1 && BEYOND_RETENTION.test(messageIn(body))) return;
        throw failureOfAnswer(DOING, this.#settings.url, error.statusCode, body);
      }
      // A request that was given up still holds its socket.
      this.close();
      throw error instanceof InfluxFailure ? error : failureWithoutAnswer(DOING, this.#settings.url, error);
    }
  }
  close(): void {
    this.#opened?.agent.destroy();
    this.#opened = null;
  }

  #open(): { agent: HttpAgent; api: WriteApi } {
    const { url, org, bucket, database, retentionPolicy, timeoutMs } = this.#settings;
    const agent = url.startsWith("https:") ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
    const as = authorization(this.#settings, this.#server.line);
    const client = new InfluxDB({
      url,
      timeout: timeoutMs,
      headers: as === null ? {} : { authorization: as },
      transportOptions: { agent },
    });
    const api = client.getWriteApi(org ?? "", bucket, "ms", {
      maxRetries: 0,
      flushInterval: 0,
      batchSize: REQUEST_LINES + 1,
      gzipThreshold: Number.MAX_SAFE_INTEGER,
      // Answered with the failure, so that the client neither prints it nor tries again.
      writeFailed: (error) => Promise.reject(error),
    });
    if (this.#server.line === 1) {
      const query = new URLSearchParams({ db: database, precision: "ms" });
      if (retentionPolicy !== null) query.set("rp", retentionPolicy);
      api.path = `/write?${query.toString()}`;
    }
    return { agent, api };
  }
}
