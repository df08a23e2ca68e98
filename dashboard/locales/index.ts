import { watch } from "vue";
import { createI18n } from "vue-i18n";
import type { DeskMessages, LeanMessages } from "./shape.ts";

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
const KEPT_UNDER = "anhu.language";

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}
/** The choice made on this screen; otherwise Chinese, unless the browser speaks English only. */
function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_UNDER);
  if (isLanguage(kept)) return kept;
  return navigator.languages.length > 0 && navigator.languages.every((one) => one.startsWith("en")) ? "en" : "zh-CN";
}

/** A screen loads the texts of one language; those of the desk come with its first page. */
interface Texts {
  readonly lean: () => Promise<LeanMessages>;
  readonly desk: () => Promise<DeskMessages>;
}
const TEXTS: Readonly<Record<Language, Texts>> = {
  "zh-CN": {
    lean: async () => (await import("./zh-CN.ts")).zhCN,
    desk: async () => (await import("./desk-zh-CN.ts")).deskZhCN,
  },
  en: { lean: async () => (await import("./en.ts")).en, desk: async () => (await import("./desk-en.ts")).deskEn },
};
const loaded = new Set<() => Promise<object>>();
let isDeskWanted = false;

export const i18n = createI18n({ legacy: false, locale: firstLanguage(), fallbackLocale: [], messages: {} });

async function load(language: Language): Promise<void> {
  const { lean, desk } = TEXTS[language];
  for (const part of isDeskWanted ? [lean, desk] : [lean]) {
    if (loaded.has(part)) continue;
    i18n.global.mergeLocaleMessage(language, await part());
    loaded.add(part);
  }
}
/** Shows the screen in `language`. @throws {TypeError} when its texts cannot be fetched; the language stays as it was */
export async function speak(language: Language): Promise<void> {
  await load(language);
  i18n.global.locale.value = language;
}
/** Before a page of the desk is shown. */
export async function loadDeskTexts(): Promise<void> {
  isDeskWanted = true;
  const language = i18n.global.locale.value;
  if (isLanguage(language)) await load(language);
}

/** Resolves when the first texts are there. */
export async function startLanguage(): Promise<void> {
  await speak(firstLanguage());
  watch(
    i18n.global.locale,
    (language) => {
      document.documentElement.lang = language;
      document.title = i18n.global.t("app.title");
      localStorage.setItem(KEPT_UNDER, language);
    },
    { immediate: true },
  );
}
