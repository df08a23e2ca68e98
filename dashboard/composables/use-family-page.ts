import { computed, onScopeDispose, ref, shallowRef } from "vue";
import { FamilyLinkState } from "../../domain/family-consent.ts";
import { PAGE_OLD_MS, stateOnPage } from "../../domain/family-state.ts";
import { FamilyView, OwnResidents } from "../../domain/family-view.ts";
import { api, ApiError, decode } from "../api-client.ts";
import { elapsed, momentNow } from "../moment.ts";
import { useSession } from "../stores/session.ts";

/** A change is seen within so long; a browser that cannot hold a socket open needs none. */
const ASK_EVERY_MS = 5_000;
/** Whose relative one is changes rarely. */
const LIST_EVERY = 12;
const TICK_MS = 1_000;

/** Opens the session of the one device of a link again, or looks at a link. @throws {ApiError} */
export async function openLink(body: { readonly token?: string; readonly code?: string }): Promise<FamilyLinkState> {
  return decode(FamilyLinkState, await api.post("/family-link", body), "/family-link");
}
/**
 * What a relative's page shows of one resident, asked again every few seconds while the page is seen.
 */
export function useFamilyPage(chosen: () => string | null) {
  const session = useSession();
  const residents = shallowRef<OwnResidents | null>(null);
  const view = shallowRef<FamilyView | null>(null);
  const error = shallowRef<Error | null>(null);
  /** Nobody is signed in, and this device was never let in. */
  const isOut = ref(false);
  const heard = shallowRef(momentNow());
  const age = ref(0);
  let asked = 0;
  let isAsking = false;
  let isGone = false;

  const tick = (): void => void (age.value = elapsed(heard.value));
  const residentId = computed(() => {
    const items = residents.value?.items ?? [];
    return (items.find((one) => one.residentId === chosen()) ?? items[0])?.residentId ?? null;
  });
  async function comeIn(): Promise<void> {
    if (session.user !== null) return;
    const { state } = await openLink({});
    if (state !== "open") return void (isOut.value = true);
    session.forget();
    await session.ensure();
  }
  async function read(): Promise<void> {
    if (residents.value === null || residents.value.items.length === 0 || asked % LIST_EVERY === 0)
      residents.value = await api.get("/own-residents", OwnResidents);
    asked += 1;
    const id = residentId.value;
    if (id === null) return void (view.value = null);
    const answer = await api.get(`/residents/${encodeURIComponent(id)}/family-view`, FamilyView);
    if (id === residentId.value) view.value = answer;
  }
  /** What is no longer consented to leaves the screen before anything else is asked. */
  async function refused(status: number): Promise<void> {
    if (status === 401) {
      session.forget();
      view.value = null;
      await comeIn();
    } else if (status === 403 || status === 404) {
      view.value = null;
      residents.value = null;
    }
    if (!isOut.value) await read();
  }
  async function ask(): Promise<void> {
    if (isAsking || isGone || isOut.value) return;
    isAsking = true;
    try {
      await comeIn();
      if (isOut.value) return;
      try {
        await read();
      } catch (cause) {
        if (!(cause instanceof ApiError) || ![401, 403, 404].includes(cause.status)) throw cause;
        await refused(cause.status);
      }
      error.value = null;
      heard.value = momentNow();
    } catch (cause) {
      error.value = cause instanceof Error ? cause : new Error(String(cause));
    } finally {
      isAsking = false;
      tick();
    }
  }
  /** A page that comes back to sight says first how old it is, then asks. */
  const seen = (): void => {
    tick();
    if (document.visibilityState === "visible") void ask();
  };
  void ask();
  const asking = setInterval(seen, ASK_EVERY_MS);
  const ticking = setInterval(tick, TICK_MS);
  document.addEventListener("visibilitychange", seen);
  addEventListener("pageshow", seen);
  addEventListener("online", seen);
  onScopeDispose(() => {
    isGone = true;
    clearInterval(asking);
    clearInterval(ticking);
    document.removeEventListener("visibilitychange", seen);
    removeEventListener("pageshow", seen);
    removeEventListener("online", seen);
  });
  return {
    ...{ residents, residentId, view, error, isOut, age },
    shown: computed(() => (view.value === null ? null : stateOnPage(view.value, age.value))),
    isOld: computed(() => age.value > PAGE_OLD_MS),
    /** Server time, as far as this page knows it. */
    now: computed(() => (view.value?.now ?? 0) + age.value),
    choose(): void {
      view.value = null;
      void ask();
    },
    retry: () => void ask(),
  };
}
