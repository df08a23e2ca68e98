import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { onTestFinished } from "vitest";

export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}
export interface Told {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
/** `forward`: the server behind it answers. */
export type Answering = (asked: Asked) => Told | "hang" | "forward";

/** An HTTP server that answers as it is told, or stands between a client and a real InfluxDB. Closed when the test is over. */
export async function startInfluxStandIn(answering: Answering, target?: string) {
  const asked: Asked[] = [];
  const current = { answering };
  const server = createServer((request, response) => void handle(request, response));
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", "http://stand-in");
    const { authorization, "content-type": contentType } = request.headers;
    const body = Buffer.concat(chunks).toString();
    const one = { method: request.method ?? "", path: url.pathname, query: url.searchParams, authorization, contentType, body };
    asked.push(one);
    const told = current.answering(one);
    if (told === "hang") return;
    if (told === "forward") {
      const headers = {
        ...(contentType === undefined ? {} : { "content-type": contentType }),
        ...(authorization === undefined ? {} : { authorization }),
      };
      const answer = await fetch(`${target}${request.url}`, { method: one.method, headers, body: one.method === "GET" ? null : body });
      response.writeHead(
        answer.status,
        Object.fromEntries([...answer.headers].filter(([name]) => /^(content-type|x-influxdb)/.test(name))),
      );
      response.end(Buffer.from(await answer.arrayBuffer()));
      return;
    }
    const isText = typeof told.body === "string";
    response.writeHead(told.status, { "content-type": isText ? "text/plain" : "application/json", ...told.headers });
    response.end(told.body === undefined ? undefined : isText ? told.body : JSON.stringify(told.body));
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in has no port");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    writes: () => asked.filter(({ path }) => path === "/write" || path === "/api/v2/write"),
    /** From now on. */
    answer(next: Answering): void {
      current.answering = next;
    },
  };
}
/** What an InfluxDB of each line says to `/ping`. */
export const PINGS = {
  1: { status: 204, headers: { "X-Influxdb-Version": "1.8.10", "X-Influxdb-Build": "OSS" } },
  2: { status: 204, headers: { "X-Influxdb-Version": "v2.7.12", "X-Influxdb-Build": "OSS" } },
  3: {
    status: 200,
    headers: { "x-influxdb-version": "3.4.1", "x-influxdb-build": "Core" },
    body: { version: "3.4.1", revision: "abc", process_id: "00000000-0000-0000-0000-000000000000" },
  },
} as const satisfies Record<1 | 2 | 3, Told>;
