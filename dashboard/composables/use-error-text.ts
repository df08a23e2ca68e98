import { useI18n } from "vue-i18n";
import { ApiError } from "../api-client.ts";

/** A sentence part for people, in their language; what the server wrote for engineers is not shown. */
export function useErrorText(): (error: Error) => string {
  const { t, te } = useI18n();
  return (error) => {
    if (!(error instanceof ApiError)) return error.message;
    if (error.isOffline) return t("state.offline");
    if (error.code === "BAD_ANSWER") return t("state.badAnswer");
    if (error.status === 403) return t("state.forbidden");
    if (error.status === 404) return t("state.missing");
    if (te(`problem.${error.code}`)) return t(`problem.${error.code}`);
    return `${t("state.server")} (${error.code})`;
  };
}
