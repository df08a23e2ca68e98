import { onScopeDispose } from "vue";
import { useRouter } from "vue-router";
import { startClinicClient } from "../clinic-live-client.ts";
import { useClinic } from "../stores/clinic.ts";
import { useLive } from "../stores/live.ts";
import { useSession } from "../stores/session.ts";

/** Connects the inbox of one's own clinic, for as long as the calling page is shown. */
export function useLiveClinic(): { reload: () => void } {
  const session = useSession();
  const live = useLive();
  const clinic = useClinic();
  const router = useRouter();
  live.clear();
  clinic.clear();
  const client = startClinicClient(clinic, live.hear, () => {
    session.forget();
    void router.push({ path: "/sign-in", query: { to: router.currentRoute.value.fullPath } });
  });
  onScopeDispose(() => {
    client.close();
    clinic.clear();
    live.clear();
  });
  return client;
}
