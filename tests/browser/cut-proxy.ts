import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface CutProxy {
  readonly url: string;
  /** Every connection ends, and none is taken until `mend`. */
  cut(): void;
  /** A bad Wi-Fi: connections are taken, and nothing ever comes back. */
  hang(): void;
  /** Everything comes, so much later. */
  slow(lateMs: number): void;
  /** New connections work; those of before end. */
  mend(): void;
  close(): Promise<void>;
}
/** A wire between a browser and a server that can be cut. */
export async function startCutProxy(targetUrl: string): Promise<CutProxy> {
  const { hostname, port } = new URL(targetUrl);
  const open = new Set<Socket>();
  let isCut = false;
  let isHanging = false;
  let lateMs = 0;
  const end = () => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((inside) => {
    if (isCut) return void inside.destroy();
    if (isHanging) {
      open.add(inside);
      return void inside.on("error", () => inside.destroy()).on("close", () => open.delete(inside));
    }
    const outside = connect(Number(port), hostname);
    for (const [one, other] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
      if (lateMs === 0) one.pipe(other);
      else one.on("data", (data) => setTimeout(() => other.write(data), lateMs));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    cut() {
      isCut = true;
      end();
    },
    hang() {
      isHanging = true;
      end();
    },
    slow(ms) {
      lateMs = ms;
      end();
    },
    mend() {
      [isCut, isHanging, lateMs] = [false, false, 0];
      end();
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      end();
      await closed;
    },
  };
}
