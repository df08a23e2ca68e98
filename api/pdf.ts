import { existsSync } from "node:fs";
import pdfmake from "pdfmake";
import type { TDocumentDefinitions } from "pdfmake/interfaces.js";
import { AnhuError, errorText } from "../domain/errors.ts";

const FONT = "Anhu";

/**
 * A PDF of our own making: one font, nothing fetched from the net or the disk but that font.
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
  const { fontSize = 9, ...rest } = definition;
  pdfmake.setFonts({ [FONT]: { normal: font, bold: font, italics: font, bolditalics: font } });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path === font);
  try {
    return await pdfmake.createPdf({ ...rest, defaultStyle: { font: FONT, fontSize } }).getBuffer();
  } catch (error) {
    throw new AnhuError("BAD_CONFIG", `making a PDF with ${font}: ${errorText(error)}; name another TrueType font in ANHU_PDF_FONT`, {
      cause: error,
    });
  }
}
