import { onScopeDispose, shallowRef, watch } from "vue";
import { Type } from "typebox";
import { WallScreenState } from "../../domain/wall-screen.ts";
import { api, ApiError, decode } from "../api-client.ts";
import { useSession } from "../stores/session.ts";

const Begun = Type.Object({ code: Type.String(), expiresInMs: Type.Integer() });
/** While a code is shown the screen asks so often whether somebody used it; a wall, whether it got another name or floors. */
const ASK_MS = 2_000;
const CHANGED_MS = 30_000;

/**
 * What this browser is while nobody is signed in: the wall of a home, or a screen that shows a code until somebody says whose. Opened without the
 * server, neither is known: it is asked until it answers.
 */
export function useWallScreen() {
  const session = useSession();
  /** `endsAt`: monotonic time of this screen. */
  const pairing = shallowRef<{ readonly code: string; readonly endsAt: number } | null>(null);
  const problem = shallowRef<Error | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    const mine = ++asked;
    let waitMs = ASK_MS;
    try {
      // Somebody may be signed in here.
      await session.ensure();
      if (mine !== asked || session.user !== null) return;
      const state = await api.get("/wall-screen", WallScreenState);
      if (mine !== asked) return;
      // A television goes on while the server reads no sessions; a code is for a screen on which nobody is signed in.
      if (state.screen !== null || !session.unreachable) session.beScreen(state.screen);
      if (state.screen !== null) {
        pairing.value = null;
        waitMs = CHANGED_MS;
      } else if (!session.unreachable) {
        const shown = state.pairing ?? decode(Begun, await api.post("/wall-pairings"), "wall-pairings");
        if (mine !== asked) return;
        const endsAt = performance.now() + shown.expiresInMs;
        // The same code goes on counting as it did.
        if (pairing.value?.code !== shown.code) pairing.value = { code: shown.code, endsAt };
      }
      problem.value = null;
    } catch (error) {
      if (mine !== asked) return;
      problem.value = error instanceof Error ? error : new Error(String(error));
      if (error instanceof ApiError && error.status === 429) waitMs = CHANGED_MS;
    }
    timer = setTimeout(() => void ask(), waitMs);
  }
  function stop(): void {
    asked++;
    clearTimeout(timer);
  }
  watch(
    () => session.user === null,
    (isNobody) => (isNobody ? void ask() : stop()),
    { immediate: true },
  );
  // The link learned that the screen was switched off.
  watch(
    () => session.screen,
    (now, before) => {
      if (now === null && before !== null && session.user === null) void ask();
    },
  );
  onScopeDispose(stop);
  return { pairing, problem };
}
