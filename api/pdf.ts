import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pdfmake from "pdfmake";
import type { TDocumentDefinitions } from "pdfmake/interfaces.js";
import { AnhuError, errorText } from "../domain/errors.ts";

/** Latin letters and figures; comes with the library. The Chinese font of most machines has none of them. */
const LATIN = "Roboto";
const CHINESE = "Chinese";
const ROBOTO = import.meta.resolve("pdfmake/fonts/Roboto/Roboto-Regular.ttf");
/** What Roboto has, as far as our papers use it; everything else is the Chinese font's. */
const IN_LATIN = /[\u0020-\u024f\u2010-\u201f\u2022\u2026\u2030\u2039\u203a\u20ac\u2122\u2212\u2264\u2265\n]+/g;

/**
 * A PDF of our own making: nothing is fetched from the net, and nothing from the disk but its two fonts.
 * @throws {AnhuError} `BAD_CONFIG` without a font, naming the package that has one
 */
export async function makePdf(
  definition: Omit<TDocumentDefinitions, "defaultStyle"> & { readonly fontSize?: number },
  font: string | null,
): Promise<Buffer> {
  if (font === null || !existsSync(font)) {
    const which = font === null ? "no font with Chinese was found" : `there is no ${font}`;
    throw new AnhuError(
      "BAD_CONFIG",
      `making a PDF: ${which}; install the package fonts-droid-fallback (Debian, Ubuntu) or google-droid-sans-fonts (Fedora), or name a TrueType font in ANHU_PDF_FONT`,
    );
  }
  const { fontSize = 9, footer, content, ...rest } = definition;
  const latin = fileURLToPath(ROBOTO);
  pdfmake.setFonts({ [LATIN]: everyStyle(latin), [CHINESE]: everyStyle(font) });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path === font || path === latin);
  const inFonts: TDocumentDefinitions = {
    ...rest,
    content: withFonts(content),
    ...(typeof footer === "function" ? { footer: (...page) => withFonts(footer(...page)) } : {}),
    defaultStyle: { font: CHINESE, fontSize },
  };
  try {
    return await pdfmake.createPdf(inFonts).getBuffer();
  } catch (error) {
    throw new AnhuError("BAD_CONFIG", `making a PDF with ${font}: ${errorText(error)}; name another TrueType font in ANHU_PDF_FONT`, {
      cause: error,
    });
  }
}
const everyStyle = (file: string) => ({ normal: file, bold: file, italics: file, bolditalics: file });
/** Every `text` in a definition as runs of the font that has its letters. */
function withFonts<T>(node: T): T;
function withFonts(node: unknown): unknown {
  if (Array.isArray(node)) return node.map((one: unknown) => withFonts(one));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]: [string, unknown]) => [
      key,
      key === "text" && typeof value === "string" ? runsOf(value) : withFonts(value),
    ]),
  );
}
function runsOf(text: string): readonly { readonly text: string; readonly font: string }[] {
  const runs: { text: string; font: string }[] = [];
  let end = 0;
  for (const found of text.matchAll(IN_LATIN)) {
    if (found.index > end) runs.push({ text: text.slice(end, found.index), font: CHINESE });
    runs.push({ text: found[0], font: LATIN });
    end = found.index + found[0].length;
  }
  return end < text.length ? [...runs, { text: text.slice(end), font: CHINESE }] : runs;
}
