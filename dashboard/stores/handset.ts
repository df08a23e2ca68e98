import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";
import { useRouter } from "vue-router";
import { SessionState, SessionView } from "../../domain/api-schemas.ts";
import { HandsetState } from "../../domain/handset.ts";
import { api, ApiError, decode } from "../api-client.ts";
import { useAutoLock } from "../composables/use-auto-lock.ts";
import { hold, isHeld } from "../handset-lock.ts";
import { useActions } from "./actions.ts";
import { useOutbox } from "./outbox.ts";
import { useSession } from "./session.ts";

/** What a person shows the handset. */
export type Shown = { readonly userId: string; readonly pin: string } | { readonly badge: string };
const TRY_AGAIN_MS = 3_000;
const HOME = "/shift";

/** Is this browser a shared handset, who may switch on it, and is it locked. */
export const useHandset = defineStore("handset", () => {
  const session = useSession();
  const router = useRouter();
  const handset = shallowRef<HandsetState["handset"]>(null);
  const people = shallowRef<HandsetState["people"]>([]);
  const isKnown = ref(false);
  /** Nobody's: calls stay in sight, and whoever presses says who they are first. */
  const isLocked = computed(() => isHeld() || (handset.value !== null && session.user === null));
  let retry: ReturnType<typeof setTimeout> | undefined;
  let askAgain: ReturnType<typeof setTimeout> | undefined;

  async function refresh(): Promise<void> {
    const state = await api.get("/handset", HandsetState);
    handset.value = state.handset;
    people.value = state.people;
    isKnown.value = true;
    // Switched off meanwhile: there is nothing to lock.
    if (state.handset === null) hold(false);
    if (isHeld() && session.user !== null) void letGo();
  }
  async function ask(): Promise<void> {
    clearTimeout(askAgain);
    try {
      await refresh();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      askAgain = setTimeout(() => void ensure(), TRY_AGAIN_MS);
    }
  }
  let asking: Promise<void> | null = null;
  /** Asks until it is known: a server that does not answer is asked again. */
  async function ensure(): Promise<void> {
    if (isKnown.value) return;
    asking ??= ask().finally(() => (asking = null));
    await asking;
  }
  /** It has just become one: until that is read, nobody is taken for signed out here. */
  async function askAnew(): Promise<void> {
    isKnown.value = false;
    await ensure();
  }
  /** @throws {ApiError} `UNAUTHENTICATED`, `TOO_MANY`, or no answer */
  async function switchTo(shown: Shown): Promise<void> {
    clearTimeout(retry);
    const view = decode(SessionView, await api.post("/handset/session", shown), "session");
    session.adopt(view);
    hold(false);
  }
  /** At once on this screen; on the server as soon as what the person still has to send is sent. */
  function lock(): void {
    if (handset.value === null || session.user === null || isHeld()) return;
    hold(true);
    void letGo();
    if (location.pathname === HOME) return;
    // On any other page somebody's own things stand. Nothing of them outlives the page, save what waits: where no storage keeps it the page stays.
    if (useOutbox().outlivesPage()) location.assign(HOME);
    else void router.replace(HOME);
  }
  async function letGo(): Promise<void> {
    clearTimeout(retry);
    const outbox = useOutbox();
    try {
      await useActions().resume();
      await outbox.sendNotes();
      if (!isHeld()) return;
      if (outbox.open.length === 0) {
        await api.remove("/session");
        if (isHeld()) session.leave();
        return;
      }
      // It ended meanwhile: what waits is sent when its author is back.
      if ((await api.get("/session", SessionState)).user === null && isHeld()) return session.leave();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Somebody else may be on meanwhile.
      if (error.status === 401) return isHeld() ? session.leave() : undefined;
    }
    if (isHeld()) retry = setTimeout(() => void letGo(), TRY_AGAIN_MS);
  }
  useAutoLock(() => (isLocked.value ? null : (handset.value?.locksAfterMs ?? null)), lock);
  return { handset, people, isKnown, isLocked, ensure, askAnew, refresh, switchTo, lock };
});
