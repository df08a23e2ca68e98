import { onScopeDispose } from "vue";
import { elapsed, momentNow } from "../moment.ts";

const TOUCHES = ["pointerdown", "keydown", "scroll", "input"] as const;

/** Calls `lock` once nobody has touched the screen for `afterMs()`; also when it slept that long. `null`: not now. */
export function useAutoLock(afterMs: () => number | null, lock: () => void): void {
  let touchedAt = momentNow();
  const touch = (): void => void (touchedAt = momentNow());
  const look = (): void => {
    const after = afterMs();
    if (after === null) touch();
    else if (elapsed(touchedAt) >= after) lock();
  };
  const timer = setInterval(look, 500);
  for (const event of TOUCHES) window.addEventListener(event, touch, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look);
  onScopeDispose(() => {
    clearInterval(timer);
    for (const event of TOUCHES) window.removeEventListener(event, touch, { capture: true });
    document.removeEventListener("visibilitychange", look);
  });
}
