import fc from "fast-check";
import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { pictureHead } from "../../domain/floor-plan.ts";

const webp = (chunk: string, bytes: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from(`RIFF----WEBP${chunk}----`, "latin1"), Buffer.from(bytes), Buffer.alloc(10)]);

it.each([
  { name: "PNG", content: PNG.sync.write(new PNG({ width: 321, height: 123 })), head: { type: "image/png", width: 321, height: 123 } },
  {
    name: "lossy WebP",
    content: webp("VP8 ", [0, 0, 0, 0x9d, 0x01, 0x2a, 0x41, 0x01, 0x7b, 0x00]),
    head: { type: "image/webp", width: 321, height: 123 },
  },
  { name: "lossless WebP", content: webp("VP8L", [0x2f, 0x40, 0x81, 0x1e, 0x00]), head: { type: "image/webp", width: 321, height: 123 } },
  {
    name: "extended WebP",
    content: webp("VP8X", [0, 0, 0, 0, 0x40, 0x01, 0, 0x7a, 0, 0]),
    head: { type: "image/webp", width: 321, height: 123 },
  },
  {
    name: "a JPEG with fill bytes",
    content: Buffer.from([0xff, 0xd8, 0xff, 0xff, 0xc2, 0, 17, 8, 0, 123, 1, 65, 3, 0, 0, 0, 0]),
    head: { type: "image/jpeg", width: 321, height: 123 },
  },
  { name: "a GIF", content: Buffer.from("GIF89a----------------------------"), head: null },
  { name: "a WebP that is none", content: webp("VP8Z", [0, 0, 0, 0, 1, 1, 1, 1, 1, 1]), head: null },
])("the size of $name is read from its head", ({ content, head }) => {
  expect(pictureHead(content)).toEqual(head);
});
it("no bytes at all bring it down", () => {
  const starts = ["", "\xff\xd8", "RIFF----WEBPVP8 ", "RIFF----WEBPVP8L", "RIFF----WEBPVP8X", "\x89PNG\r\n\x1a\n"];
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 60 }), (start, rest) => {
      const head = pictureHead(Buffer.concat([Buffer.from(start, "latin1"), rest]));
      return head === null || (head.width > 0 && head.height > 0);
    }),
  );
});
