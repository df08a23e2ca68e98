import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openLiveLink, type LiveLink } from "../../dashboard/live-link.ts";

const WITHIN = { timeout: 30_000 };

describe("the live link of a screen", () => {
  let http: HttpServer;
  let server: Server;
  let link: LiveLink | undefined;
  /** What the server answers to whoever asks to watch. */
  let mayWatch: boolean;
  let reads: (() => Promise<() => void>)[];
  let seen: string[];
  let timer: ReturnType<typeof setInterval>;
  beforeEach(async () => {
    [mayWatch, reads, seen] = [true, [], []];
    http = createServer();
    server = new Server(http);
    server.on("connection", (socket) => {
      socket.on("watch", (_about: unknown, answer: (said: object) => void) => {
        seen.push("asked");
        answer({ ok: mayWatch });
      });
    });
    await new Promise<void>((ready) => http.listen(0, "127.0.0.1", ready));
    vi.stubGlobal("location", new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}`));
    timer = setInterval(() => server.emit("link", { now: 1 }), 20);
  });
  afterEach(async () => {
    clearInterval(timer);
    link?.close();
    await server.close();
    vi.unstubAllGlobals();
  });
  const shown = async () => () => void seen.push("shown");
  function open(): void {
    link = openLiveLink({
      watch: "watch",
      about: [{}],
      read: () => (reads.shift() ?? shown)(),
      events: {
        thing(event) {
          if (event === "unreadable") throw new Error("cannot be read");
          seen.push(String(event));
        },
      },
      hear: () => void seen.push("heard"),
      fail: () => void seen.push("failed"),
      onSignedOut: () => void seen.push("signed out"),
    });
  }
  const count = (what: string): number => seen.filter((one) => one === what).length;

  it("is not fresh while the server does not let it watch, asks again, and is fresh after the picture was read", async () => {
    mayWatch = false;
    open();
    await expect.poll(() => count("asked"), WITHIN).toBeGreaterThan(1);
    expect(count("heard")).toBe(0);
    mayWatch = true;
    await expect.poll(() => count("heard"), WITHIN).toBeGreaterThan(0);
    expect(seen.lastIndexOf("shown")).toBeLessThan(seen.indexOf("heard"));
  });
  it("is not fresh from an event that cannot be read until everything was read again", async () => {
    open();
    await expect.poll(() => count("heard"), WITHIN).toBeGreaterThan(0);
    const hold = Promise.withResolvers<void>();
    reads = [
      () => Promise.reject(new Error("the server stumbles")),
      async () => {
        seen.push("reading");
        await hold.promise;
        return shown();
      },
    ];
    server.emit("thing", "unreadable");
    server.emit("thing", "event behind it");
    await expect.poll(() => count("reading"), WITHIN).toBe(1);
    const heardBefore = count("heard");
    server.emit("thing", "event meanwhile");
    await expect.poll(() => count("event meanwhile"), WITHIN).toBe(1);
    expect(count("heard")).toBe(heardBefore);
    expect(seen.lastIndexOf("heard")).toBeLessThan(seen.indexOf("event behind it"));
    hold.resolve();
    await expect.poll(() => count("heard"), WITHIN).toBeGreaterThan(heardBefore);
    expect(count("event meanwhile")).toBe(2);
    expect(count("signed out")).toBe(0);
  });
});
