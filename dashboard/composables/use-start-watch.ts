import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";
import type { AlertView } from "../../domain/alert.ts";
import { bySeverity, isUnanswered } from "../alert-order.ts";
import { BURSTS, maySound, openHorn, type Horn } from "../sound.ts";

/**
 * Sound of the wall: nothing before `start()` was tapped (which plays a test tone); then the worst alert that nobody has answered
 * sounds at once when it is new, and again at the rate of its severity. Acknowledging stops its sound, never that of another.
 */
export function useStartWatch(alerts: Readonly<Ref<readonly AlertView[]>>) {
  const horn = shallowRef<Horn | null>(null);
  /** The browser lets it sound now. */
  const isRunning = ref(false);
  const open = (): Horn => openHorn((now) => (isRunning.value = now));
  const unanswered = computed(() => alerts.value.filter(isUnanswered).sort(bySeverity));
  const isSounding = ref(false);
  const heard = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function sound(): void {
    clearTimeout(timer);
    const worst = unanswered.value[0];
    isSounding.value = worst !== undefined && horn.value !== null;
    if (worst === undefined) horn.value?.hush();
    if (worst === undefined || horn.value === null) return;
    horn.value.play(worst.severity);
    timer = setTimeout(sound, BURSTS[worst.severity].everyMs);
  }
  watch(
    () => unanswered.value.map((alert) => `${alert.id} ${alert.severity}`),
    (now) => {
      const isNew = now.some((id) => !heard.has(id));
      heard.clear();
      for (const id of now) heard.add(id);
      if (isNew || now.length === 0) sound();
    },
  );
  function start(): void {
    horn.value ??= open();
    if (unanswered.value.length > 0) sound();
    else horn.value.play("info");
  }
  /** On a television without keys: watches by itself where the browser was started so that pages may sound. */
  async function startAlone(): Promise<void> {
    if (horn.value !== null || !(await maySound()) || horn.value !== null) return;
    horn.value = open();
    sound();
  }
  onScopeDispose(() => {
    clearTimeout(timer);
    void horn.value?.close();
  });
  /** The link is lost: said once, with the sound of a warning. */
  function warn(): void {
    horn.value?.play("warning");
  }
  return { isWatching: computed(() => horn.value !== null && isRunning.value), isSounding, start, startAlone, warn };
}
