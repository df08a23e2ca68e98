import { Type, type Static } from "typebox";
import { Id, Name, Nullable, PlaceView } from "./api-schemas.ts";

const closed = { additionalProperties: false };
/** Pictures that a browser shows and that cannot carry a script; SVG can. */
export const PLAN_TYPES = ["image/png", "image/jpeg", "image/webp"] as const;
export type PlanType = (typeof PLAN_TYPES)[number];
export const LARGEST_PLAN_BYTES = 8 * 1024 * 1024;
/** Sides in pixels, and pixels in all: a small file may unfold to more memory than a handset has [M]. */
export const LEAST_PLAN_SIDE = 100;
export const MOST_PLAN_SIDE = 8_000;
export const MOST_PLAN_PIXELS = 24_000_000;

/** The plan of one floor of one building; one at a time, a new one takes its place. */
export interface FloorPlan {
  readonly id: string;
  readonly facilityId: string;
  readonly building: string;
  readonly floor: string;
  readonly type: PlanType;
  readonly bytes: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
  readonly atMs: number;
  readonly byUserId: string;
  readonly byName: string;
}
/** Where a place lies on the plan of its floor, or on the blank grid: shares of its width from the left and of its height from the top. */
export interface PlanPoint {
  readonly placeId: string;
  readonly x: number;
  readonly y: number;
}
const Share = Type.Number({ minimum: 0, maximum: 1 });
export const PlanPointView = Type.Object({ placeId: Id, x: Share, y: Share }, { $id: "PlanPoint", ...closed });
export const NewPlanPoint = Type.Object({ point: Nullable(Type.Object({ x: Share, y: Share }, closed)) }, closed);
export const FloorPlanView = Type.Object(
  {
    ...{ id: Id, building: Type.String(), floor: Type.String(), type: Type.Enum(PLAN_TYPES), bytes: Type.Integer() },
    ...{ width: Type.Integer(), height: Type.Integer(), at: Type.Integer(), by: Type.String() },
  },
  { $id: "FloorPlan", ...closed },
);
export type FloorPlanView = Static<typeof FloorPlanView>;
/** All plans of a home, its places, and where they lie on the plans. */
export const FloorPlans = Type.Object(
  { plans: Type.Array(FloorPlanView), places: Type.Array(PlaceView), points: Type.Array(PlanPointView) },
  closed,
);
export type FloorPlans = Static<typeof FloorPlans>;
/** A home without storeys leaves them empty. */
export const PlanFloor = { building: Type.String({ maxLength: 200 }), floor: Name };

export interface PictureHead {
  readonly type: PlanType;
  readonly width: number;
  readonly height: number;
}
/** What a file is by its own bytes, and how many pixels it unfolds to; `null`: none of `PLAN_TYPES`, or broken. */
export function pictureHead(content: Uint8Array): PictureHead | null {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const isText = (at: number, text: string): boolean =>
    Array.from(text, (letter) => letter.charCodeAt(0)).every((code, index) => content[at + index] === code);
  // PNG §5.2 and §11.2.2: signature, then the header chunk.
  if (content.byteLength >= 24 && view.getUint32(0) === 0x89_50_4e_47 && view.getUint32(4) === 0x0d_0a_1a_0a && isText(12, "IHDR"))
    return sized("image/png", view.getUint32(16), view.getUint32(20));
  if (content.byteLength >= 30 && isText(0, "RIFF") && isText(8, "WEBP")) return webpHead(view, isText);
  return content[0] === 0xff && content[1] === 0xd8 ? jpegHead(view) : null;
}
function sized(type: PlanType, width: number, height: number): PictureHead | null {
  return width > 0 && height > 0 ? { type, width, height } : null;
}
/** RFC 9649 §2.5 (VP8), §3.4 (VP8L), §2.7 (VP8X). */
function webpHead(view: DataView, isText: (at: number, text: string) => boolean): PictureHead | null {
  if (isText(12, "VP8X")) return sized("image/webp", 1 + uint24(view, 24), 1 + uint24(view, 27));
  if (isText(12, "VP8L") && view.getUint8(20) === 0x2f) {
    const bits = view.getUint32(21, true);
    return sized("image/webp", 1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
  }
  const isKeyFrame = isText(12, "VP8 ") && view.getUint8(23) === 0x9d && view.getUint8(24) === 0x01 && view.getUint8(25) === 0x2a;
  return isKeyFrame ? sized("image/webp", view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff) : null;
}
function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
/** Start of frame (ISO/IEC 10918-1, B.2.2), behind segments that say their own length. */
function jpegHead(view: DataView): PictureHead | null {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return sized("image/jpeg", view.getUint16(at + 7), view.getUint16(at + 5));
    const length = view.getUint16(at + 2);
    if (length < 2 || marker === 0xd9 || marker === 0xda) return null;
    at += 2 + length;
  }
  return null;
}
