import { lookup, type LookupAddress } from "node:dns";
import { isIP } from "node:net";
import { Compile } from "typebox/compile";
import { EmailConfig, type ConfiguredType } from "../../domain/channel-config.ts";
import { bareHost, mayReach, reachOf } from "./address-guard.ts";
import { smtpReach } from "./email.ts";

export interface ChannelCheckOptions {
  readonly allowOrigins?: readonly string[];
  /** Of names; the system's unless told. */
  readonly resolve?: typeof lookup;
}
/** A name that is not answered by then is let in: it is looked at again at every connection. */
const RESOLVE_WITHIN_MS = 2_000;
const checkEmail = Compile(EmailConfig);

/**
 * Why these settings may not be stored: they lead to an address that no channel may reach. `null`: they may. The same guard stands at every
 * connection; here it tells whoever types the address.
 */
export async function channelProblem(
  type: ConfiguredType,
  config: unknown,
  { allowOrigins = [], resolve = lookup }: ChannelCheckOptions = {},
): Promise<string | null> {
  const allow = new Set(allowOrigins);
  if (type === "email") {
    if (!checkEmail.Check(config)) return "the settings are not complete";
    const { reach, why } = smtpReach(config, allow);
    if (reach === null) return why;
    return reach === "public" ? namedProblem(config.host, resolve) : null;
  }
  for (const address of addressesOf(config)) {
    const url = URL.parse(address);
    if (url === null) return "the address is no URL";
    const { reach, why } = reachOf(url, { loopbackAllowed: false, allowOrigins: allow });
    if (reach === null) return why;
    const problem = reach === "public" ? await namedProblem(url.hostname, resolve) : null;
    if (problem !== null) return problem;
  }
  return null;
}
/** Fields of any type that hold an address. */
const ADDRESS_FIELDS = ["url", "baseUrl", "endpoint"] as const;
function addressesOf(config: unknown): readonly string[] {
  if (typeof config !== "object" || config === null) return [];
  return ADDRESS_FIELDS.map((name): unknown => Reflect.get(config, name)).filter((value) => typeof value === "string");
}
function namedProblem(host: string, resolve: typeof lookup): Promise<string | null> {
  const bare = bareHost(host);
  const refused = "not a public host: allow the origin";
  if (isIP(bare) !== 0) return Promise.resolve(mayReach(bare, "public") ? null : refused);
  return new Promise((done) => {
    const deadline = setTimeout(() => done(null), RESOLVE_WITHIN_MS);
    resolve(bare, { all: true }, (error, addresses: LookupAddress[]) => {
      clearTimeout(deadline);
      done(error === null && addresses.some(({ address }) => !mayReach(address, "public")) ? refused : null);
    });
  });
}
