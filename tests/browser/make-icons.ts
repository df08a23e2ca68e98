import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openBrowser } from "./open-browser.ts";

/** Draws the icons of the installable console into dashboard/public/icons, PNG from SVG: `node tests/browser/make-icons.ts`. */
const OUT = join(import.meta.dirname, "../../dashboard/public/icons");
const LINE = "M5 17h6l3-8 4 15 3-7h6";
const stroke = (colour: string, width: number) =>
  `<path d="${LINE}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
const svg = (inside: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${inside}</svg>`;
/** Maskable: the system cuts any shape out of it, and everything within 40 % of the middle stays. */
const MASKABLE = svg(`<rect width="32" height="32" fill="#0d6b5f"/><g transform="translate(4.8 4.8) scale(.7)">${stroke("#fff", 2.8)}</g>`);
const PLAIN = svg(`<rect width="32" height="32" rx="8" fill="#0d6b5f"/>${stroke("#fff", 2.6)}`);
/** Notifications of Android show its shape alone. */
const BADGE = svg(stroke("#fff", 3.2));
const ICONS = [
  ...([192, 512] as const).map((size) => ({ name: `icon-${size}`, source: PLAIN, size })),
  { name: "maskable-512", source: MASKABLE, size: 512 },
  { name: "apple-180", source: MASKABLE, size: 180 },
  { name: "badge-96", source: BADGE, size: 96 },
];

await mkdir(OUT, { recursive: true });
await writeFile(join(OUT, "maskable.svg"), MASKABLE);
const browser = await openBrowser();
for (const { name, source, size } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const address = `data:image/svg+xml;base64,${Buffer.from(source).toString("base64")}`;
  await page.setContent(`<style>*{margin:0}img{display:block;width:${size}px}</style><img src="${address}">`);
  await page.screenshot({ path: join(OUT, `${name}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
