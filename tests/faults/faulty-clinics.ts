import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { connect, type AddressInfo, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort, makeTempDir } from "../support/machine.ts";
import { programPath } from "../support/platform.ts";

export const FAULTS = ["down", "black hole", "HTTP 500", "HTTP 301", "HTTP 410", "slow 30 s", "slow-loris", "bad TLS"] as const;
export type Fault = (typeof FAULTS)[number];
export interface FaultyClinic {
  readonly url: string;
  /** Connections or requests that came. */
  readonly asked: () => number;
  close(): Promise<void> | void;
}
const HOST = "127.0.0.1";

/** A clinic's endpoint with one fault, for good. `elsewhere`: where a redirect points. */
export async function startFaultyClinic(fault: Fault, elsewhere: string): Promise<FaultyClinic> {
  switch (fault) {
    case "down":
      return { url: `http://${HOST}:${await freePort()}/hook`, asked: () => 0, close: () => undefined };
    case "black hole":
      return startBlackHole();
    case "HTTP 500":
      return startHttp((_request, response) => void response.writeHead(500).end());
    case "HTTP 301":
      return startHttp((_request, response) => void response.writeHead(301, { location: elsewhere }).end());
    case "HTTP 410":
      return startHttp((_request, response) => void response.writeHead(410).end());
    case "slow 30 s":
      return startHttp((_request, response) => {
        const timer = setTimeout(() => response.end("ok"), 30_000);
        response.once("close", () => clearTimeout(timer));
      });
    case "slow-loris":
      return startHttp(({ socket }) => trickle(socket));
    case "bad TLS":
      return startSelfSigned();
  }
}
/** A byte of the head each second. */
function trickle(socket: Socket): void {
  const bytes = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  let sent = 0;
  const timer = setInterval(() => void socket.write(bytes.charAt(sent++ % bytes.length)), 1_000);
  socket.once("close", () => clearInterval(timer));
  socket.on("error", () => clearInterval(timer));
}
async function startHttp(answer: RequestListener): Promise<FaultyClinic> {
  let asked = 0;
  const server = createHttp((request, response) => {
    asked += 1;
    request.resume();
    answer(request, response);
  });
  return { url: `http://${HOST}:${await listening(server)}/hook`, asked: () => asked, close: () => ended(server) };
}
/** A certificate that nobody vouches for. */
async function startSelfSigned(): Promise<FaultyClinic> {
  const temp = makeTempDir("anhu-tls-");
  const [key, cert] = [join(temp.path, "key.pem"), join(temp.path, "cert.pem")];
  const asked = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert, "-days", "2"];
  execFileSync(programPath("openssl"), ["req", "-x509", ...asked, "-subj", "/CN=localhost"], { stdio: "ignore" });
  let connections = 0;
  const server = createHttps({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => void response.end());
  temp.remove();
  server.on("connection", () => (connections += 1));
  const port = await listening(server);
  return { url: `https://${HOST}:${port}/hook`, asked: () => connections, close: () => ended(server) };
}
/**
 * Connections hang: a listener whose process is stopped, with its queue full, so that the kernel answers no SYN. It holds no port of ours.
 */
async function startBlackHole(): Promise<FaultyClinic> {
  const script = `const s=require("node:net").createServer();s.listen({port:0,host:"${HOST}",backlog:1},()=>console.log(s.address().port))`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  child.kill("SIGSTOP");
  const port = Number(line);
  // One more than the backlog fit; the rest of these hang themselves.
  const fillers = Array.from({ length: 4 }, () => connect(port, HOST).on("error", () => undefined));
  await once(fillers[0]!, "connect");
  return {
    url: `http://${HOST}:${port}/hook`,
    asked: () => 0,
    async close() {
      for (const socket of fillers) socket.destroy();
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}
async function listening(server: Server): Promise<number> {
  server.listen(0, HOST);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
async function ended(server: Server & { closeAllConnections(): void }): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
