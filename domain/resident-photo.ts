import { Type, type Static } from "typebox";

/** What a browser shows everywhere and its canvas writes. */
export const PHOTO_TYPES = ["image/jpeg", "image/png", "image/webp"] as const;
export type PhotoType = (typeof PHOTO_TYPES)[number];
/** A face, not a file: the browser scales it down before it is sent. Bytes. */
export const LARGEST_PHOTO_BYTES = 300 * 1024;
/** Longest side after scaling down, pixels. */
export const PHOTO_SIDE_PX = 512;
/** Longest side that is taken in, pixels: a small file may unfold to very many. [M] */
export const LARGEST_PHOTO_SIDE_PX = 2048;

/** The photo of a resident; one at a time, a new one takes its place. */
export interface ResidentPhoto {
  readonly residentId: string;
  readonly type: PhotoType;
  readonly content: Uint8Array;
  /** Server time at which it was sent, ms. */
  readonly atMs: number;
  readonly byUserId: string;
}
/** `at`: names this photo among those that came before, ms since the epoch. */
export const PhotoView = Type.Object(
  { residentId: Type.String(), at: Type.Integer(), bytes: Type.Integer() },
  { $id: "ResidentPhoto", additionalProperties: false },
);
export type PhotoView = Static<typeof PhotoView>;

const isAt = (content: Uint8Array, at: number, bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => content[at + index] === byte);
const codes = (text: string): readonly number[] => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
const has = (content: Uint8Array, text: string): boolean => {
  const wanted = codes(text);
  for (let at = content.indexOf(wanted[0] ?? 0); at >= 0; at = content.indexOf(wanted[0] ?? 0, at + 1))
    if (isAt(content, at, wanted)) return true;
  return false;
};
/** What a file is by its first bytes, whatever it calls itself (ISO/IEC 10918-1, PNG §5.2, RFC 9649 §2.4); `null`: no photo. */
export function photoTypeOf(content: Uint8Array): PhotoType | null {
  if (isAt(content, 0, [0xff, 0xd8, 0xff])) return "image/jpeg";
  if (isAt(content, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "image/png";
  return isAt(content, 0, codes("RIFF")) && isAt(content, 8, codes("WEBP")) ? "image/webp" : null;
}
/** A camera's notes in the file: place, time, owner. Names of the segment or chunk that holds them (Exif 2.32, PNG 1.5, RFC 9649). */
const NOTES: Readonly<Record<PhotoType, readonly string[]>> = {
  "image/jpeg": ["Exif\0", "http://ns.adobe.com/xap/", "Photoshop 3.0"],
  "image/png": ["eXIf", "iTXtXML:com.adobe.xmp"],
  "image/webp": ["EXIF", "XMP "],
};
export function hasCameraNotes(content: Uint8Array, type: PhotoType): boolean {
  return NOTES[type].some((name) => has(content, name));
}
