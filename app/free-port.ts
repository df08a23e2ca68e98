import { once } from "node:events";
import { createServer } from "node:net";

/** A port that was free a moment ago, for port 0 where an address must be known before it is listened on. */
export async function freePort(host: string): Promise<number> {
  const server = createServer();
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
