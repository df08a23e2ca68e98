import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that Linux (32768 …) and others (49152 …) give to whoever connects, so that nobody gets it by chance before it is listened on. */
const LOWEST = 20_000;
const BEYOND = 32_768;
const ATTEMPTS = 100;

/**
 * A port that nobody listens on just now, for an address that must be known before it is listened on, or that a server comes back to.
 * @throws {Error} where `host` is no address of this machine, or none of 100 ports is free
 */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, BEYOND);
    if (await isFree(port, host)) return port;
  }
  throw new Error(`asking for a free port of ${host}: ${ATTEMPTS} ports from ${LOWEST} on are in use`);
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return false;
    throw error;
  }
  server.close();
  await once(server, "close");
  return true;
}
