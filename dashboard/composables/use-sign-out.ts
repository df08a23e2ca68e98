import { ref } from "vue";
import { useRouter } from "vue-router";
import { useSession } from "../stores/session.ts";
import { useErrorText } from "./use-error-text.ts";

/** 退出: to the sign-in page; a shared handset is locked instead. `problem`: why nothing happened, as a sentence part. */
export function useSignOut() {
  const session = useSession();
  const router = useRouter();
  const errorText = useErrorText();
  const problem = ref("");
  async function signOut(): Promise<void> {
    problem.value = "";
    try {
      if ((await session.signOut()) === "signedOut") await router.replace("/sign-in");
    } catch (cause) {
      problem.value = cause instanceof Error ? errorText(cause) : String(cause);
    }
  }
  return { signOut, problem };
}
