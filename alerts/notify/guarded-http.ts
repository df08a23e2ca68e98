import { lookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import { guardedLookup, reachOf, type Reach } from "./address-guard.ts";

/** RELIABILITY §4.3: five seconds for the whole exchange. */
export const TIMEOUT_MS = 5_000;
/** Of an answer no more than this is read. */
const MOST_ANSWER_BYTES = 16_384;

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Empty when the status was enough. */
  readonly text: string;
}
export interface GuardedRequest {
  readonly method?: "POST" | "GET";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** `http://` on a loopback address is allowed for this one. */
  readonly loopbackAllowed?: boolean;
  /** A 2xx answers at its head: a body that never ends changes nothing about it. */
  readonly isStatusEnough?: boolean;
}
/** Requests to addresses that somebody else chose: names are resolved once and pinned, private ones refused, redirects not followed. */
export interface GuardedHttp {
  /** @throws {Error} with the reason in words, without the address: it may hold a key */
  request(url: string, request: GuardedRequest): Promise<Reply>;
  close(): void;
}
export interface GuardedHttpOptions {
  /** Origins (`https://host:port`) of `ANHU_WEBHOOK_ALLOW`: private or plain addresses that the operator allows. */
  readonly allowOrigins?: readonly string[];
  readonly timeoutMs?: number;
  /** Of names; the system's unless told. */
  readonly resolve?: typeof lookup;
}
export function makeGuardedHttp({ allowOrigins = [], timeoutMs = TIMEOUT_MS, resolve = lookup }: GuardedHttpOptions): GuardedHttp {
  const allowed = new Set(allowOrigins);
  // One set of connections per reach: what was checked for loopback is never used for a public host.
  const agents = new Map<string, http.Agent | https.Agent>();
  const agentOf = (reach: Reach, isTls: boolean) => {
    const key = `${reach} ${isTls}`;
    let agent = agents.get(key);
    if (agent === undefined) {
      const settings = { keepAlive: true, keepAliveMsecs: 10_000, maxFreeSockets: 16, lookup: guardedLookup(reach, resolve) };
      agent = isTls ? new https.Agent(settings) : new http.Agent(settings);
      agents.set(key, agent);
    }
    return agent;
  };
  return {
    async request(address, request) {
      const url = urlOf(address);
      const { reach, why } = reachOf(url, { loopbackAllowed: request.loopbackAllowed === true, allowOrigins: allowed });
      if (reach === null) throw new Error(why);
      return exchange(url, agentOf(reach, url.protocol === "https:"), request, timeoutMs);
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}
/** @throws {Error} without the text itself */
export function urlOf(address: string): URL {
  const url = URL.parse(address);
  if (url === null) throw new Error("the address is no URL");
  return url;
}
function exchange(url: URL, agent: http.Agent | https.Agent, asked: GuardedRequest, timeoutMs: number): Promise<Reply> {
  const { method = "POST", headers = {}, body, isStatusEnough = false } = asked;
  return new Promise((resolve, reject) => {
    const settle = (reply: Reply) => {
      clearTimeout(deadline);
      resolve(reply);
    };
    const fail = (error: Error) => {
      clearTimeout(deadline);
      reject(error);
    };
    const request = (url.protocol === "https:" ? https : http).request(url, {
      method,
      agent,
      headers: body === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(body) },
    });
    // A deadline for all of it: a body that drips keeps no connection longer.
    const deadline = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    request.on("error", fail);
    request.on("response", (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        parts.push(chunk);
        if (size > MOST_ANSWER_BYTES) request.destroy(new Error("the answer is too long"));
      });
      response.on("error", fail);
      const status = response.statusCode ?? 0;
      // The deadline stays: a body that drips on keeps no connection.
      if (isStatusEnough && status >= 200 && status < 300) resolve({ status, headers: response.headers, text: "" });
      response.on("end", () => settle({ status, headers: response.headers, text: Buffer.concat(parts).toString("utf8") }));
    });
    request.end(body);
  });
}
