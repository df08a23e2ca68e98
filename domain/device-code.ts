/** Letters and digits that nobody mixes up when reading them aloud: without 0 O 1 I L. */
const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH = 8;
const CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`);
/** A maker's serial number, IMEI, EUI or MAC: no blanks, no control characters. */
const SERIAL = /^[A-Za-z0-9][A-Za-z0-9:._/-]{3,63}$/;
/** Where makers' labels carry the number: `SN: …`, `IMEI=…`, or as a parameter of a link. */
const SERIAL_NAMES = ["sn", "s/n", "serial", "imei", "mac", "eui", "deveui", "deviceid", "序列号", "设备号"] as const;

/**
 * The short code of a device, from its id: always the same one, kept nowhere, `K7M4-PX3B`. Two of 10,000 devices share a code about once in
 * 17,000 homes (31^8 codes); it finds a device for somebody who is signed in, and opens nothing.
 */
export function deviceCode(deviceId: string): string {
  // FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/), then a shift and a multiplication, so that neighbouring ids differ everywhere.
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(deviceId)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  let rest = BigInt.asUintN(64, (hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn);
  rest ^= rest >> 33n;
  const base = BigInt(LETTERS.length);
  let code = "";
  for (let n = 0; n < LENGTH; n += 1) {
    code += LETTERS[Number(rest % base)] ?? "";
    rest /= base;
  }
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}
/** What the QR code on a device's label holds. @param publicUrl address of the server, `https://anhu.example` */
export function deviceLink(publicUrl: string, deviceId: string): string {
  return new URL(`/d/${deviceCode(deviceId)}`, publicUrl).href;
}

/** `code`: of a device that this installation knows, as `deviceCode` writes it. `serial`: the maker's, from its label. */
export type ScannedDevice = { readonly type: "code"; readonly code: string } | { readonly type: "serial"; readonly serial: string };

/**
 * What was scanned from a device or its box, or typed: our label (`https://…/d/K7M4-PX3B`, of whatever server, or the code alone in any case)
 * or a maker's number. `null`: neither.
 */
export function readDeviceCode(scanned: string): ScannedDevice | null {
  const text = scanned.trim();
  if (text === "" || text.length > 500) return null;
  const link = /^https?:/i.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (link !== null) {
    const own = codeOf(/^\/d\/([^/]+)\/?$/.exec(link.pathname)?.[1] ?? "");
    if (own !== null) return own;
    const names = [...link.searchParams.keys()].filter((name) => SERIAL_NAMES.some((known) => known === name.toLowerCase()));
    return names.map((name) => serialOf(link.searchParams.get(name) ?? "")).find((found) => found !== null) ?? null;
  }
  return codeOf(text) ?? labelled(text) ?? serialOf(text);
}
function codeOf(text: string): ScannedDevice | null {
  const plain = text.replace(/[\s-]/g, "").toUpperCase();
  return CODE.test(plain) ? { type: "code", code: `${plain.slice(0, LENGTH / 2)}-${plain.slice(LENGTH / 2)}` } : null;
}
/** `SN: A1B2C3; MAC: …`: the number behind the first name that is known. */
function labelled(text: string): ScannedDevice | null {
  for (const part of text.split(/[;,\n|]+/)) {
    const [, name = "", value = ""] = /^\s*([^:=：]{2,12}?)\s*[:=：]\s*(\S+)\s*$/.exec(part) ?? [];
    if (!SERIAL_NAMES.some((known) => known === name.toLowerCase())) continue;
    const found = serialOf(value);
    if (found !== null) return found;
  }
  return null;
}
function serialOf(text: string): ScannedDevice | null {
  const serial = text.trim().toUpperCase();
  return SERIAL.test(serial) ? { type: "serial", serial } : null;
}
