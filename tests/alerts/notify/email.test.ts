import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { aChannel, aPush, later, LINK, openNotifier } from "./stand-in.ts";

interface Mail {
  readonly commands: string[];
  readonly data: string;
}
/** A mail server of few words on this machine; `replies` by the first word of a command. */
async function startMailServer(
  replies: Readonly<Record<string, string>> = {},
): Promise<{ readonly port: number; readonly mails: Mail[]; readonly commands: string[] }> {
  const mails: Mail[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setEncoding("utf8");
    socket.on("error", () => socket.destroy());
    socket.write("220 stand-in ESMTP\r\n");
    let data: string | null = null;
    let rest = "";
    socket.on("data", (chunk: string) => {
      rest += chunk;
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null) {
          if (line !== ".") {
            data += `${line}\n`;
            continue;
          }
          mails.push({ commands: [...commands], data });
          data = null;
          socket.write(`${replies["END"] ?? "250 queued as 42"}\r\n`);
          continue;
        }
        commands.push(line);
        const word = line.split(" ")[0]!.toUpperCase();
        if (word === "DATA") data = "";
        const plain: Record<string, string> = {
          EHLO: "250-stand-in\r\n250 AUTH PLAIN LOGIN",
          DATA: "354 go on",
          QUIT: "221 bye",
          AUTH: "235 ok",
        };
        socket.write(`${replies[word] ?? plain[word] ?? "250 ok"}\r\n`);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  later(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, mails, commands };
}
const email = (port: number, more: Readonly<Record<string, unknown>> = {}) =>
  aChannel("email", {
    ...{ host: "127.0.0.1", port, security: "plain", from: "anhu@home.example", to: ["duty@clinic.example"] },
    ...{ username: "anhu", password: "mail-secret-1" },
    ...more,
  });
describe("e-mail", () => {
  it("an SOS reaches the mail server with subject, link and the same message id each time", async () => {
    const server = await startMailServer();
    const { notifier } = openNotifier([`smtp://127.0.0.1:${server.port}`]);
    expect(await notifier.send(aPush("msg_7"), email(server.port))).toEqual({ state: "accepted", providerId: "<msg_7@home.example>" });
    const { data, commands } = server.mails[0]!;
    expect(commands).toContain("RCPT TO:<duty@clinic.example>");
    expect(commands.some((line) => line.startsWith("AUTH"))).toBe(true);
    expect(data).toContain("Message-ID: <msg_7@home.example>");
    expect(data).toMatch(/Subject: =\?UTF-8\?/);
    expect(data).toMatch(/X-Priority: 1|Importance: high/i);
    const text = Buffer.from(data.split("\n\n")[1]!, "base64").toString("utf8");
    expect(text).toContain(LINK);
    expect(text).toContain("紧急呼叫 3-201");
  });
  it("a mail server that offers no TLS gets no mail", async () => {
    const server = await startMailServer();
    const { notifier } = openNotifier([`smtp://127.0.0.1:${server.port}`]);
    for (const security of ["starttls", "tls"] as const)
      expect(await notifier.send(aPush(), email(server.port, { security }))).toMatchObject({ state: "failed" });
    expect(server.mails).toEqual([]);
    expect(server.commands.some((line) => line.startsWith("AUTH"))).toBe(false);
  }, 20_000);
  it.each([
    { name: "a private address that is not allowed", more: { security: "starttls" }, allow: false, why: "not a public host" },
    { name: "no TLS where it is not allowed", more: {}, allow: false, why: "over TLS only" },
    {
      name: "a name that leads to this machine",
      more: { host: "localhost", security: "starttls" },
      allow: false,
      why: "not a public host",
    },
    { name: "no TLS by a name, even an allowed one", more: { host: "localhost" }, allow: true, why: "over TLS only" },
  ])("$name is refused before anything is said", async ({ more, allow, why }) => {
    const server = await startMailServer();
    const { notifier } = openNotifier(allow ? [`smtp://localhost:${server.port}`] : []);
    expect(await notifier.send(aPush(), email(server.port, more))).toMatchObject({
      state: "failed",
      why: expect.stringContaining(why) as string,
    });
    expect(server.commands).toEqual([]);
  });
  it.each([
    { name: "a wrong password", replies: { AUTH: "535 5.7.8 no" }, isGone: true },
    { name: "a refused address", replies: { RCPT: "550 no such user" }, isGone: true },
    { name: "a full queue", replies: { END: "451 try later" }, isGone: false },
  ])("$name: failed, gone $isGone", async ({ replies, isGone }) => {
    const server = await startMailServer(replies);
    const { notifier } = openNotifier([`smtp://127.0.0.1:${server.port}`]);
    const answer = await notifier.send(aPush(), email(server.port));
    expect(answer).toMatchObject({ state: "failed", isGone });
    expect(JSON.stringify(answer)).not.toContain("mail-secret-1");
  });
});
