import { computed, onScopeDispose, shallowRef } from "vue";
import { elapsed, momentNow } from "../moment.ts";
import { useLive } from "../stores/live.ts";

/** After this long without a word from the server nothing on the screen may be trusted. */
export const LINK_LOST_AFTER_MS = 15_000;

/** Server time (simulated or real) that moves on once a second, and how long ago the server was last heard. */
export function useServerNow() {
  const live = useLive();
  const startedAt = momentNow();
  const local = shallowRef(startedAt);
  const tick = (): void => void (local.value = momentNow());
  const timer = setInterval(tick, 1_000);
  // A phone that was asleep says at once how old its picture is.
  document.addEventListener("visibilitychange", tick);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  });

  const linkAgeMs = computed(() => elapsed(live.clock?.heardAt ?? startedAt, local.value));
  /** Before the first word of the server: this screen's own time. */
  const now = computed(() => (live.clock === null ? Date.now() : live.clock.serverMs + Math.min(linkAgeMs.value, LINK_LOST_AFTER_MS)));
  const isLinkLost = computed(() => linkAgeMs.value > LINK_LOST_AFTER_MS);
  return { now, linkAgeMs, isLinkLost };
}
