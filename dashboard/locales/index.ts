import { watch } from "vue";
import { createI18n } from "vue-i18n";
import { en } from "./en.ts";
import { zhCN } from "./zh-CN.ts";

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

export const i18n = createI18n({ legacy: false, locale: firstLanguage(), fallbackLocale: "zh-CN", messages: { "zh-CN": zhCN, en } });

watch(
  i18n.global.locale,
  (language) => {
    document.documentElement.lang = language;
    document.title = i18n.global.t("app.title");
    localStorage.setItem(KEPT_UNDER, language);
  },
  { immediate: true },
);
