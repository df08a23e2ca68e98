import { useI18n } from "vue-i18n";

/** Whoever is named: a role as a word, a name as it is, "somebody" for nobody. */
export function usePersonName(): (who: string | null) => string {
  const { t, te } = useI18n();
  return (who) => {
    if (who === null || who === "") return t("alert.somebody");
    return te(`role.${who}`) ? t(`role.${who}`) : who;
  };
}
