import { useI18n } from "vue-i18n";

/** Amounts kept in fen, as people write them. */
export function useMoney(): { yuan: (fen: number) => string } {
  const { locale } = useI18n();
  return {
    yuan: (fen) =>
      (fen / 100).toLocaleString(locale.value, { style: "currency", currency: "CNY", maximumFractionDigits: fen % 100 === 0 ? 0 : 2 }),
  };
}
