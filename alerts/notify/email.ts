import { createTransport } from "nodemailer";
import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import type { EmailConfig } from "../../domain/channel-config.ts";
import type { Adapter } from "./adapter.ts";
import { accepted, failed, gone } from "./answers.ts";
import { bareHost, guardedLookup, isLoopbackAddress, mayBePublic, type Reach } from "./address-guard.ts";
import { TIMEOUT_MS } from "./guarded-http.ts";
import { written } from "./text.ts";

const MOST_BYTES = 20_000;

/** What a mail server may be; `null` with the reason when it may not be asked at all. */
export function smtpReach(
  { host, port, security }: Pick<EmailConfig, "host" | "port" | "security">,
  allow: ReadonlySet<string>,
): { readonly reach: Reach | null; readonly why: string } {
  const bare = bareHost(host);
  const isAllowed = allow.has(`smtp://${host}:${port}`);
  if (security === "plain" && !(isAllowed && isLoopbackAddress(bare)))
    return { reach: null, why: "mail goes out over TLS only: choose TLS or STARTTLS" };
  if (isAllowed) return { reach: "any", why: "" };
  if (!mayBePublic(bare)) return { reach: null, why: "not a public host: allow smtp://host:port" };
  return { reach: "public", why: "" };
}
/** E-mail by a mail server of the facility. The name is resolved once, checked, and pinned; the certificate must be the name's. */
export function makeEmail({
  allowOrigins = [],
  timeoutMs = TIMEOUT_MS,
}: {
  allowOrigins?: readonly string[];
  timeoutMs?: number;
}): Adapter<EmailConfig> {
  const allow = new Set(allowOrigins);
  return {
    ...{ limits: [], isHard: false, hasDigest: true },
    async send({ id, notices, urgent }, config) {
      const { host, port, security, username, password, from, to } = config;
      const { reach, why } = smtpReach(config, allow);
      if (reach === null) return gone(why);
      const bare = bareHost(host);
      const address = isIP(bare) === 0 ? await resolved(bare, reach) : bare;
      const transport = createTransport({
        ...{ host: address, port, secure: security === "tls", requireTLS: security === "starttls", ignoreTLS: security === "plain" },
        ...(username === undefined ? {} : { auth: { user: username, pass: password ?? "" } }),
        tls: { ...(isIP(bare) === 0 ? { servername: bare } : {}), minVersion: "TLSv1.2" },
        ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
        ...{ disableFileAccess: true, disableUrlAccess: true },
      });
      try {
        const { title, lines, link } = written(notices, MOST_BYTES);
        const text = [title, ...lines, ...(link === "" ? [] : [`查看并确认 Open: ${link}`])].join("\n");
        const { messageId, rejected } = await transport.sendMail({
          ...{ from, to: [...to], subject: title, text, textEncoding: "base64", priority: urgent ? "high" : "normal" },
          // The same when it is tried again: a mail server may drop the second.
          messageId: `<${id}@${from.split("@")[1] ?? "anhu"}>`,
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return rejected.length === to.length ? gone("the mail server takes none of the addresses") : accepted(messageId);
      } catch (error) {
        return answerOf(error);
      } finally {
        transport.close();
      }
    },
  };
}
function resolved(host: string, reach: Reach): Promise<string> {
  return new Promise((resolve, reject) => {
    guardedLookup(reach)(host, { all: false }, (error, address: string | LookupAddress[]) => {
      if (error !== null) reject(error);
      else resolve(typeof address === "string" ? address : (address[0]?.address ?? ""));
    });
  });
}
/** nodemailer's codes; texts of a server may hold addresses of people and are not repeated. */
function answerOf(error: unknown): ReturnType<typeof failed> {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const said = error instanceof Error && "responseCode" in error ? ` ${String(error.responseCode)}` : "";
  const status = Number(said);
  if (code === "EAUTH" && status >= 500) return gone(`the mail server refuses the sign-in${said}; enter user name and password again`);
  if (code === "ETLS" || code === "ESOCKET")
    return failed(`no secure connection to the mail server (${code}); check port, TLS and certificate`);
  if (status >= 500) return gone(`the mail server refuses the message:${said}`);
  return failed(`the mail server did not take it: ${code}${said}`);
}
