import { lookup as resolveName, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Networks that a webhook may never reach: an address of a clinic is public (RELIABILITY §4.3, ASVS 13.2.4). */
const REFUSED_V4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const;
const PUBLIC_V6 = ["2000::", 3] as const;
/** Inside 2000::/3, yet no public host: documentation, 6to4, Teredo (both can hide a private IPv4 address). */
const REFUSED_V6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const refused = new BlockList();
for (const [network, prefix] of REFUSED_V4) refused.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of REFUSED_V6) refused.addSubnet(network, prefix, "ipv6");
const publicV6 = new BlockList();
publicV6.addSubnet(PUBLIC_V6[0], PUBLIC_V6[1], "ipv6");
const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");
export function isPublicAddress(address: string): boolean {
  const family = familyOf(address);
  if (isIP(address) === 0 || refused.check(address, family)) return false;
  // Everything outside 2000::/3 is refused, with it ::1, fc00::/7, fe80::/10, ::ffff:0:0/96 and 64:ff9b::/96.
  return family === "ipv4" || publicV6.check(address, "ipv6");
}
export function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && loopback.check(address, familyOf(address));
}
export type Reach = "public" | "loopback" | "any";
export function mayReach(address: string, reach: Reach): boolean {
  return reach === "any" || (reach === "loopback" ? isLoopbackAddress(address) : isPublicAddress(address));
}
/**
 * Resolves a name once, at the connection, and hands only checked addresses to it: nothing is left to rebind.
 * One refused address refuses the name.
 */
export function guardedLookup(reach: Reach, resolve: typeof resolveName = resolveName): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { all: true, family: options.family ?? 0 }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return callback(error, "");
      const wrong = addresses.find(({ address }) => !mayReach(address, reach));
      const first = addresses[0];
      if (wrong !== undefined || first === undefined) return callback(new Error("address refused: not a public host"), "");
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
/** Without the brackets of an IPv6 address and the dot that ends a full name. */
export function bareHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
}
/** Names that lead nowhere but home, whatever answers for them (RFC 6761, 6762, 8375; ICANN: .internal). */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|lan|intranet|home\.arpa)$/;
/** Before anything is resolved: a public address, or a name of more than one part that is not local by its end. */
export function mayBePublic(host: string): boolean {
  const bare = bareHost(host);
  return isIP(bare) === 0 ? bare.includes(".") && !LOCAL_NAME.test(bare) : isPublicAddress(bare);
}
/** What a URL may reach; `null` with the reason when it may not be called at all. */
export function reachOf(
  url: URL,
  rules: { readonly loopbackAllowed: boolean; readonly allowOrigins: ReadonlySet<string> },
): { readonly reach: Reach | null; readonly why: string } {
  if (url.username !== "" || url.password !== "") return { reach: null, why: "the address holds a user name" };
  if (url.protocol !== "https:" && url.protocol !== "http:") return { reach: null, why: `${url.protocol} is no webhook` };
  if (rules.allowOrigins.has(url.origin)) return { reach: "any", why: "" };
  const host = bareHost(url.hostname);
  const isLoopback = host === "localhost" || isLoopbackAddress(host);
  if (isLoopback && rules.loopbackAllowed) return { reach: "loopback", why: "" };
  if (url.protocol === "http:") return { reach: null, why: "plain http: use https, or allow the origin" };
  if (!mayBePublic(host)) return { reach: null, why: "not a public host: allow the origin" };
  return { reach: "public", why: "" };
}
