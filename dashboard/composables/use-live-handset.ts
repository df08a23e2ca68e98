import { onScopeDispose, watch } from "vue";
import { useRouter } from "vue-router";
import { ApiError } from "../api-client.ts";
import { startLiveClient } from "../live-client.ts";
import type { LiveLink } from "../live-link.ts";
import { useHandset } from "../stores/handset.ts";
import { useLive } from "../stores/live.ts";
import { useSession } from "../stores/session.ts";

/** Keeps the open calls of the handset's home in sight, whoever is on it and when nobody is: the picture stays while people change. */
export function useLiveHandset(): void {
  const handset = useHandset();
  const session = useSession();
  const live = useLive();
  const router = useRouter();
  let client: LiveLink | undefined;
  /** A session that ended leaves the handset; a handset that was switched off leaves nothing. */
  async function refused(): Promise<void> {
    client?.close();
    session.leave();
    try {
      await handset.refresh();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    if (handset.handset !== null) return start();
    session.forget();
    await router.push({ path: "/sign-in", query: { to: router.currentRoute.value.fullPath } });
  }
  function start(): void {
    client?.close();
    const home = handset.handset?.facility.id;
    if (home !== undefined) client = startLiveClient(home, live, () => void refused());
  }
  watch([() => handset.handset?.id, () => session.user?.id], start, { immediate: true });
  onScopeDispose(() => {
    client?.close();
    live.clear();
  });
}
