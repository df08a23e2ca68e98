import { createServer } from "node:net";

/** A port that nobody listens on just now, for processes that must be told one; servers in the test use port 0. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  if (address === null || typeof address === "string") throw new Error("asking for a free port: the socket has no port");
  return address.port;
}
