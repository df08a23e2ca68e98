import { once } from "node:events";
import { createServer } from "node:net";

/** A port that nobody listens on just now, for an address that must be known before it is listened on. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  const server = createServer();
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("asking for a free port: the socket has no port");
  return address.port;
}
