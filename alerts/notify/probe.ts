import { connect } from "node:net";
import type { Clinic } from "../../domain/directory.ts";
import { guardedLookup, reachOf } from "./address-guard.ts";

/** A host that does not take a connection within this cannot be told in time. */
const CONNECT_WITHIN_MS = 3_000;

/** Can the clinic's host be connected to now? Says nothing to it. Never rejects; what the guard refuses cannot be reached. */
export function probeClinic(
  { webhookUrl: url, loopbackAllowed }: Pick<Clinic, "webhookUrl" | "loopbackAllowed">,
  allowOrigins: ReadonlySet<string>,
): Promise<boolean> {
  if (!URL.canParse(url)) return Promise.resolve(false);
  const target = new URL(url);
  const { reach } = reachOf(target, { loopbackAllowed, allowOrigins });
  if (reach === null) return Promise.resolve(false);
  const port = target.port === "" ? (target.protocol === "https:" ? 443 : 80) : Number(target.port);
  return new Promise((resolve) => {
    const socket = connect({ host: target.hostname.replace(/^\[|\]$/g, ""), port, lookup: guardedLookup(reach) });
    const settle = (isReached: boolean) => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(isReached);
    };
    const deadline = setTimeout(() => settle(false), CONNECT_WITHIN_MS);
    socket.once("connect", () => settle(true));
    socket.on("error", () => settle(false));
  });
}
