import { createRequire } from "node:module";
import { PNG } from "pngjs";

type Reader = (pixels: Uint8ClampedArray, width: number, height: number) => { readonly data: string } | null;
const found: unknown = createRequire(import.meta.url)("jsqr");
const isReader = (value: unknown): value is Reader => typeof value === "function";
const inside: unknown = typeof found === "object" && found !== null && "default" in found ? found.default : found;

/** What a phone reads from a picture (PNG); null: no QR code is in it. */
export function readQr(picture: Buffer): string | null {
  if (!isReader(inside)) throw new Error("reading a QR code: jsqr exports no function; look at its version in package.json");
  const { data, width, height } = PNG.sync.read(picture);
  return inside(new Uint8ClampedArray(data), width, height)?.data ?? null;
}
