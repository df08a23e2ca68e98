import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";
import { makeNotifier, type NotifierOptions } from "../../../alerts/notify/notifier.ts";
import type { ChannelEndpoint, Notifier } from "../../../alerts/ports.ts";
import { ManualClock } from "../../support/manual-clock.ts";

export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  /** Parsed JSON of the body; a test reads what it expects of it. */
  readonly body: ReturnType<typeof JSON.parse>;
}
export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
export interface Provider {
  readonly origin: string;
  readonly asked: Asked[];
  close(): void;
}
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});
export function later(close: () => unknown): void {
  closers.push(close);
}
/** A provider's machine on this one; ends with the test. */
export async function startProvider(answer: (asked: Asked, count: number) => Said): Promise<Provider> {
  const provider = await openProvider(answer);
  later(provider.close);
  return provider;
}
/** The same, until somebody closes it. */
export async function openProvider(answer: (asked: Asked, count: number) => Said): Promise<Provider> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://stand-in");
      const raw = Buffer.concat(parts);
      const isJson = request.headers["content-type"]?.includes("json") === true;
      const body = isJson ? JSON.parse(raw.toString("utf8")) : raw.toString("utf8");
      const one: Asked = { path: url.pathname, query: url.searchParams, headers: request.headers, raw, body };
      asked.push(one);
      const { status = 200, headers = {}, body: text } = answer(one, asked.length);
      response.writeHead(status, headers).end(text === undefined ? "" : JSON.stringify(text));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    ...{ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
/** 2026-11-21 04:15:00 in Shanghai. */
export const AT_MS = Date.UTC(2026, 10, 20, 20, 15);
export const LINK = "https://anhu.example/ack/token";

/** The text that a delivery carries. */
export function aBody(other: Readonly<Record<string, unknown>> = {}, type = "alert.raised"): string {
  const data = {
    ...{ alertId: "0b1f9d7e", severity: "critical", kind: "sos", facility: "安康之家", residentRef: "3-201 3f2a9c1d" },
    ...{ observedAt: new Date(AT_MS).toISOString(), raisedAt: new Date(AT_MS).toISOString(), acknowledgeUrl: LINK, handoverUrl: LINK },
  };
  return JSON.stringify({ type, timestamp: new Date(AT_MS).toISOString(), data: { ...data, ...other } });
}
export function aPush(id = "msg_1", other: Partial<Parameters<Notifier["send"]>[0]> = {}): Parameters<Notifier["send"]>[0] {
  return { id, body: aBody(), urgent: true, eventType: "alert.raised", ...other };
}
/** One that can wait. */
export const aRoutinePush = (id: string, more: Readonly<Record<string, unknown>> = {}) =>
  aPush(id, { urgent: false, body: aBody({ severity: "warning", kind: "bedExit", ...more }) });

export function aChannel(type: ChannelEndpoint["type"], config: unknown, channelId = "chn_1"): ChannelEndpoint {
  return { type, channelId, trusted: false, config };
}
/** All adapters with a clock by hand, allowed to reach the stand-ins. */
export function openNotifier(
  allowOrigins: readonly string[],
  more: Partial<NotifierOptions> = {},
): { readonly notifier: Notifier; readonly clock: ManualClock } {
  const clock = new ManualClock(AT_MS);
  const notifier = makeNotifier({ clock, allowOrigins, elapsedMs: () => clock.now(), ...more });
  later(() => notifier.close());
  return { notifier, clock };
}
