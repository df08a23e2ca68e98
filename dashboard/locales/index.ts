import { watch } from "vue";
import { createI18n } from "vue-i18n";

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

/** Each page says how many layers of texts it needs (`texts` in router.ts): a television loads the first, a phone two, the desk all. */
export const TEXT_LAYERS = ["core", "phone", "desk"] as const;
export type TextLayer = (typeof TEXT_LAYERS)[number];
type Texts = Readonly<Record<TextLayer, () => Promise<object>>>;
const TEXTS: Readonly<Record<Language, Texts>> = {
  "zh-CN": {
    core: async () => (await import("./zh-CN.ts")).zhCN,
    phone: async () => (await import("./phone-zh-CN.ts")).phoneZhCN,
    desk: async () => (await import("./desk-zh-CN.ts")).deskZhCN,
  },
  en: {
    core: async () => (await import("./en.ts")).en,
    phone: async () => (await import("./phone-en.ts")).phoneEn,
    desk: async () => (await import("./desk-en.ts")).deskEn,
  },
};
const loaded = new Set<() => Promise<object>>();
/** How many layers this screen needed so far. */
let wanted = 1;

export const i18n = createI18n({ legacy: false, locale: firstLanguage(), fallbackLocale: [], messages: {} });

async function load(language: Language): Promise<void> {
  const missing = TEXT_LAYERS.slice(0, wanted).flatMap((layer) => (loaded.has(TEXTS[language][layer]) ? [] : [TEXTS[language][layer]]));
  const texts = await Promise.all(missing.map((read) => read()));
  for (const text of texts) i18n.global.mergeLocaleMessage(language, text);
  for (const read of missing) loaded.add(read);
}
/** Shows the screen in `language`. @throws {TypeError} when its texts cannot be fetched; the language stays as it was */
export async function speak(language: Language): Promise<void> {
  await load(language);
  i18n.global.locale.value = language;
}
/** Before a page is shown that needs the texts up to `layer`. */
export async function loadTexts(layer: TextLayer): Promise<void> {
  wanted = Math.max(wanted, TEXT_LAYERS.indexOf(layer) + 1);
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
