import { ref, watch } from "vue";
import { useSession } from "../stores/session.ts";

/**
 * At each opening of a page this browser's subscription to pushes is made anew where it was lost, and told to the server, once it is known who is
 * signed in. `isPushed`: whether it gets their pushes; `null`: not known.
 */
export function usePushRenewal() {
  const session = useSession();
  const isPushed = ref<boolean | null>(null);
  async function renew(): Promise<void> {
    const { renewSubscription } = await import("../components/channels/push-subscription.ts");
    isPushed.value = await renewSubscription();
  }
  watch(
    () => session.user?.id,
    (userId) => {
      isPushed.value = null;
      // Without an answer, or a push service that does not answer: the next opening does it.
      if (userId !== undefined) renew().catch((error: unknown) => console.warn("renewing the subscription to pushes", error));
    },
    { immediate: true },
  );
  return { isPushed };
}
