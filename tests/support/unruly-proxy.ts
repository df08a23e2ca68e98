import { once } from "node:events";
import { createServer, request } from "node:http";

export interface UnrulyProxy {
  readonly url: string;
  /** From now on every request is answered with this status; `null`: it is passed on. */
  answer(status: number | null): void;
  /** Requests that were answered here. */
  readonly refused: number;
  close(): Promise<void>;
}

/** An HTTP proxy in front of one server, which can be told to refuse everything itself. */
export async function startUnrulyProxy(targetUrl: string): Promise<UnrulyProxy> {
  const { hostname, port } = new URL(targetUrl);
  let status: number | null = null;
  let refused = 0;
  const server = createServer((incoming, response) => {
    if (status !== null) {
      refused++;
      incoming.resume();
      response.writeHead(status, { "content-type": "application/json" }).end('{"error":"timeout"}');
      return;
    }
    const { method, url: path, headers } = incoming;
    const outgoing = request({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    answer(next) {
      status = next;
    },
    get refused() {
      return refused;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
