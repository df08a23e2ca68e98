import { onScopeDispose } from "vue";
import { useRouter } from "vue-router";
import { startClinicClient } from "../clinic-live-client.ts";
import { useClinic } from "../stores/clinic.ts";
import { useLive } from "../stores/live.ts";
import { useSession } from "../stores/session.ts";

const REACH_EVERY_MS = 2_000;
/** Connects the inbox of one's own clinic, for as long as the calling page is shown. */
export function useLiveClinic(): { reload: () => void } {
  const session = useSession();
  const live = useLive();
  const clinic = useClinic();
  const router = useRouter();
  live.clear();
  clinic.clear();
  function signedOut(): void {
    session.forget();
    void router.push({ path: "/sign-in", query: { to: router.currentRoute.value.fullPath } });
  }
  const client = startClinicClient(clinic, live.hear, signedOut);
  /** Opened without a network: who is signed in is asked until the server answers, and the inbox is read then. */
  async function reachAgain(): Promise<void> {
    if (!session.unreachable) return;
    await session.ensure();
    if (session.unreachable) return;
    if (session.user === null) signedOut();
    else client.reload();
  }
  const again = setInterval(() => void reachAgain(), REACH_EVERY_MS);
  onScopeDispose(() => {
    clearInterval(again);
    client.close();
    clinic.clear();
    live.clear();
  });
  return client;
}
