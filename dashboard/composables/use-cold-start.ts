import { computed, onScopeDispose, watch } from "vue";
import { useRouter } from "vue-router";
import { keepLastHeard } from "../last-heard.ts";
import { useHandset } from "../stores/handset.ts";
import { useLive } from "../stores/live.ts";
import { useSession } from "../stores/session.ts";

const REACH_EVERY_MS = 2_000;
const NOTED_EVERY_MS = 30_000;

/**
 * The shift page while it is not known whose phone this is, because nothing answers: asks until it does. What was read before the page was closed
 * is gone; when the server was last heard is noted for the next time.
 */
export function useColdStart() {
  const session = useSession();
  const handset = useHandset();
  const live = useLive();
  const router = useRouter();
  const isCold = computed(() => session.user === null && handset.handset === null && (session.unreachable || !handset.isKnown));

  async function reach(): Promise<void> {
    if (!isCold.value && !session.unreachable) return;
    await session.ensure();
    if (!session.unreachable) await handset.ensure();
  }
  /** Answered, however late and in whatever order: nobody is signed in, and it is no handset. */
  const isNobodys = computed(() => session.isKnown && session.user === null && handset.isKnown && handset.handset === null);
  watch(
    isNobodys,
    (is) => {
      if (is) void router.push({ path: "/sign-in", query: { to: router.currentRoute.value.fullPath } });
    },
    { immediate: true },
  );
  const again = (): void => void reach();
  const timer = setInterval(again, REACH_EVERY_MS);
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", again);

  let notedAtMs = 0;
  watch(
    () => live.clock,
    (clock) => {
      if (clock === null || Date.now() - notedAtMs < NOTED_EVERY_MS) return;
      notedAtMs = Date.now();
      const home = handset.handset?.facility ?? session.facility;
      keepLastHeard({ atMs: notedAtMs, phone: home?.callbackPhone ?? null });
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearInterval(timer);
    window.removeEventListener("online", again);
    document.removeEventListener("visibilitychange", again);
  });
  return { isCold, again };
}
