import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";
import { SessionView } from "../../domain/api-schemas.ts";
import { HandsetState } from "../../domain/handset.ts";
import { api, ApiError, decode } from "../api-client.ts";
import { useAutoLock } from "../composables/use-auto-lock.ts";
import { useOutbox } from "./outbox.ts";
import { useSession } from "./session.ts";

/** What a person shows the handset. */
export type Shown = { readonly userId: string; readonly pin: string } | { readonly badge: string };
/** Set while this handset is locked, so that a reload does not open it; nothing of anybody. */
const LOCKED_UNDER = "anhu.handset.locked";
const TRY_AGAIN_MS = 3_000;
const HOME = "/shift";

/** Is this browser a shared handset, who may switch on it, and is it locked. */
export const useHandset = defineStore("handset", () => {
  const session = useSession();
  const handset = shallowRef<HandsetState["handset"]>(null);
  const people = shallowRef<HandsetState["people"]>([]);
  const isKnown = ref(false);
  const isHeld = ref(localStorage.getItem(LOCKED_UNDER) !== null);
  /** Nobody's: calls stay in sight, and whoever presses says who they are first. */
  const isLocked = computed(() => handset.value !== null && (isHeld.value || session.user === null));
  let retry: ReturnType<typeof setTimeout> | undefined;

  async function refresh(): Promise<void> {
    const state = await api.get("/handset", HandsetState);
    handset.value = state.handset;
    people.value = state.people;
    isKnown.value = true;
    if (isHeld.value && session.user !== null) void letGo();
  }
  /** Asks once; a server that does not answer leaves it unknown. */
  async function ensure(): Promise<void> {
    if (isKnown.value) return;
    try {
      await refresh();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
  /** @throws {ApiError} `UNAUTHENTICATED`, `TOO_MANY`, or no answer */
  async function switchTo(shown: Shown): Promise<void> {
    clearTimeout(retry);
    const view = decode(SessionView, await api.post("/handset/session", shown), "session");
    session.adopt(view);
    hold(false);
  }
  function hold(locked: boolean): void {
    isHeld.value = locked;
    if (locked) localStorage.setItem(LOCKED_UNDER, "1");
    else localStorage.removeItem(LOCKED_UNDER);
  }
  /** At once on this screen; on the server as soon as what the person still has to send is sent. */
  function lock(): void {
    if (handset.value === null || session.user === null || isHeld.value) return;
    hold(true);
    void letGo();
    // On any other page somebody's own things stand.
    if (location.pathname !== HOME) location.assign(HOME);
  }
  async function letGo(): Promise<void> {
    clearTimeout(retry);
    const outbox = useOutbox();
    try {
      await outbox.sendNotes();
      if (outbox.mine.length === 0 && isHeld.value) {
        await api.remove("/session");
        if (isHeld.value) session.leave();
        return;
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) return session.leave();
    }
    if (isHeld.value) retry = setTimeout(() => void letGo(), TRY_AGAIN_MS);
  }
  useAutoLock(() => (isLocked.value ? null : (handset.value?.locksAfterMs ?? null)), lock);
  return { handset, people, isKnown, isLocked, ensure, refresh, switchTo, lock };
});
