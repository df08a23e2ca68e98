import { ref } from "vue";
import { useI18n } from "vue-i18n";
import { ApiError } from "../api-client.ts";
import { useAlertText } from "./use-alert-text.ts";
import { useErrorText } from "./use-error-text.ts";

/** One write of a form: busy meanwhile, and why it did not succeed as a sentence. */
export function useWrite() {
  const { t } = useI18n();
  const errorText = useErrorText();
  const { person } = useAlertText();
  const isBusy = ref(false);
  const problem = ref("");

  function sentence(cause: unknown): string {
    if (!(cause instanceof ApiError)) return cause instanceof Error ? cause.message : String(cause);
    if (cause.isOffline) return t("problem.retry");
    if (cause.status === 403) return t("problem.FORBIDDEN");
    if (cause.code === "CONFLICT" && cause.by !== null) return t("problem.CONFLICT_BY", { who: person(cause.by) });
    return errorText(cause);
  }
  /** @returns the server's answer; `null` when it failed, and `problem` says why */
  async function send(write: () => Promise<unknown>): Promise<{ readonly answer: unknown } | null> {
    if (isBusy.value) return null;
    isBusy.value = true;
    problem.value = "";
    try {
      return { answer: await write() };
    } catch (cause) {
      problem.value = sentence(cause);
      return null;
    } finally {
      isBusy.value = false;
    }
  }
  return { isBusy, problem, send };
}
