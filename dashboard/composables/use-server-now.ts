import { computed, onScopeDispose, ref } from "vue";
import { useLive } from "../stores/live.ts";

/** After this long without a word from the server nothing on the screen may be trusted. */
export const LINK_LOST_AFTER_MS = 15_000;

/** Server time (simulated or real) that moves on once a second, and how long ago the server was last heard. */
export function useServerNow() {
  const live = useLive();
  const startedAtMs = performance.now();
  const localMs = ref(startedAtMs);
  const timer = setInterval(() => (localMs.value = performance.now()), 1_000);
  onScopeDispose(() => clearInterval(timer));

  const linkAgeMs = computed(() => Math.max(0, localMs.value - (live.clock?.heardAtMs ?? startedAtMs)));
  /** Before the first word of the server: this screen's own time. */
  const now = computed(() => (live.clock === null ? Date.now() : live.clock.serverMs + Math.min(linkAgeMs.value, LINK_LOST_AFTER_MS)));
  const isLinkLost = computed(() => linkAgeMs.value > LINK_LOST_AFTER_MS);
  return { now, linkAgeMs, isLinkLost };
}
