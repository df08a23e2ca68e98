/** Letters and digits that nobody mixes up when reading them aloud: without 0 O 1 I L. */
const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH = 6;
const CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`);

/**
 * The short code of a room, from its place's id: always the same one, kept nowhere, `K7M4PX`. Two rooms of one home share a code about once in
 * a thousand homes of 1,000 rooms; whoever looks one up gets both.
 */
export function roomCode(placeId: string): string {
  // FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): spreads ids, keeps no secret.
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(placeId)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  // Low bits of the last byte spread least; fold the halves.
  let rest = (hash >> 32n) ^ (hash & 0xffffffffn);
  const base = BigInt(LETTERS.length);
  let code = "";
  for (let n = 0; n < LENGTH; n += 1) {
    code += LETTERS[Number(rest % base)] ?? "";
    rest /= base;
  }
  return code;
}
/** As people read it: `K7M 4PX`, under the QR code of the room. */
export function spokenRoomCode(placeId: string): string {
  const code = roomCode(placeId);
  return `${code.slice(0, LENGTH / 2)} ${code.slice(LENGTH / 2)}`;
}
/** What the QR code on the door holds. @param publicUrl address of the server, `https://anhu.example` */
export function roomLink(publicUrl: string, placeId: string): string {
  return new URL(`/shift?room=${roomCode(placeId)}`, publicUrl).href;
}
/** The code of what was scanned (a room's link, of whatever server) or typed (any case, with blanks or hyphens); `null`: it is none. */
export function readRoomCode(scanned: string): string | null {
  const text = scanned.trim();
  const inLink = URL.canParse(text) ? new URL(text).searchParams.get("room") : text;
  const code = (inLink ?? "").replace(/[\s-]/g, "").toUpperCase();
  return CODE.test(code) ? code : null;
}
