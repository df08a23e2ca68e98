import { existsSync } from "node:fs";
import type { Settings } from "./config.ts";

/** Where Debian, Ubuntu, Fedora and Alpine put Droid Sans Fallback; its file is TrueType, as the PDF library needs. */
const PLACES = [
  "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
  "/usr/share/fonts/truetype/droid/DroidSansFallback.ttf",
  "/usr/share/fonts/google-droid-sans-fonts/DroidSansFallbackFull.ttf",
  "/usr/share/fonts/droid/DroidSansFallbackFull.ttf",
  "/usr/share/fonts/droid-nonlatin/DroidSansFallbackFull.ttf",
];
/** The font for PDFs; `null` when none is there. A path that was given is believed: a wrong one is said when a PDF is asked for. */
export function findPdfFont({ ANHU_PDF_FONT: given }: Pick<Settings, "ANHU_PDF_FONT">): string | null {
  return given ?? PLACES.find((path) => existsSync(path)) ?? null;
}
