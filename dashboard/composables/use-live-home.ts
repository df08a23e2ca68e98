import { onScopeDispose, watch } from "vue";
import { useRouter } from "vue-router";
import { startLiveClient } from "../live-client.ts";
import type { LiveLink } from "../live-link.ts";
import { useLive } from "../stores/live.ts";
import { useSession } from "../stores/session.ts";

/** Connects the live picture to the facility of the session, for as long as the calling page is shown. */
export function useLiveHome(): { reload: () => void } {
  const session = useSession();
  const live = useLive();
  const router = useRouter();
  let client: LiveLink | undefined;
  function signedOut(): void {
    // A television that was switched off shows a code again.
    if (session.screen !== null) return session.beScreen(null);
    session.forget();
    void router.push({ path: "/sign-in", query: { to: router.currentRoute.value.fullPath } });
  }
  async function reachAgain(): Promise<void> {
    if (session.hasNoFacility) await session.lookForFacility();
    if (!session.unreachable || session.screen !== null) return;
    await session.ensure();
    if (!session.unreachable && session.user === null) signedOut();
  }
  const again = setInterval(() => void reachAgain(), 3_000);
  watch(
    () => session.facilityId,
    (facilityId) => {
      client?.close();
      live.clear();
      client = undefined;
      if (facilityId === null) return;
      client = startLiveClient(facilityId, live, signedOut);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearInterval(again);
    client?.close();
  });
  return { reload: () => client?.reload() };
}
