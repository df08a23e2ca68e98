import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/** Colours that differ less than this (0 … 1, YIQ) are the same: fonts are smoothed a little otherwise on other machines. */
const THRESHOLD = 0.2;

/** `picture` (PNG) with each `by` × `by` pixels made one: what a person sees stays, the file is small. */
export function shrink(picture: Buffer, by: number): PNG {
  const from = PNG.sync.read(picture);
  const to = new PNG({ width: Math.floor(from.width / by), height: Math.floor(from.height / by) });
  for (let y = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++)
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let down = 0; down < by; down++)
          for (let right = 0; right < by; right++) sum += from.data[((y * by + down) * from.width + x * by + right) * 4 + channel] ?? 0;
        to.data[(y * to.width + x) * 4 + channel] = Math.round(sum / (by * by));
      }
  return to;
}

/** Share of pixels that differ, 0 … 1. Where one picture is larger, what the other lacks differs; `seen` shows the differences in red. */
export function difference(left: PNG, right: PNG): { readonly share: number; readonly seen: PNG } {
  const width = Math.max(left.width, right.width);
  const height = Math.max(left.height, right.height);
  const [first, second] = [left, right].map((picture) => {
    const whole = new PNG({ width, height, fill: true });
    PNG.bitblt(picture, whole, 0, 0, picture.width, picture.height, 0, 0);
    return whole;
  }) as [PNG, PNG];
  const seen = new PNG({ width, height });
  const count = pixelmatch(first.data, second.data, seen.data, width, height, { threshold: THRESHOLD });
  return { share: count / (width * height), seen };
}

export interface KeptPicture {
  /** Where the kept picture is. */
  readonly kept: string;
  /** Where to put the new one and the differences, without ".png". */
  readonly out: string;
}
/** Share of `picture` that differs from the kept one; where `keep` says so, or none is kept and it may be, the picture is kept. */
export function compareWithKept(picture: PNG, { kept, out }: KeptPicture, keep: boolean): number {
  if (keep) {
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(kept, PNG.sync.write(picture, { deflateLevel: 9 }));
    return 0;
  }
  const before = existsSync(kept) ? PNG.sync.read(readFileSync(kept)) : new PNG({ width: 1, height: 1 });
  const { share, seen } = difference(before, picture);
  if (share > 0) {
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(`${out}.png`, PNG.sync.write(picture));
    writeFileSync(`${out}-differs.png`, PNG.sync.write(seen));
  }
  return share;
}
