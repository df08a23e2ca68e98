import { defineStore } from "pinia";
import { ref, shallowRef } from "vue";
import { useActions, type AlertAction } from "./actions.ts";
import { useHandset } from "./handset.ts";

/** What somebody pressed before the handset knew who they are. */
export interface Held {
  readonly alertId: string;
  readonly action: AlertAction;
  readonly pressedAt: number;
}
/** Presses of the shift page: on a locked handset it is asked first who presses, and the press goes out with that name and its real time. */
export const useShiftGate = defineStore("shift-gate", () => {
  const actions = useActions();
  const handset = useHandset();
  const isAsking = ref(false);
  const held = shallowRef<Held | null>(null);
  /** What else waits for a person: a room that was scanned, a form that was opened. */
  let then: (() => void) | null = null;

  function press(alertId: string, action: AlertAction): void {
    if (!handset.isLocked) return actions.press(alertId, action);
    held.value = { alertId, action, pressedAt: actions.serverNow() };
    then = null;
    isAsking.value = true;
  }
  /** Does it now, or once somebody said who they are. */
  function asSomebody(work: () => void): void {
    if (!handset.isLocked) return work();
    held.value = null;
    then = work;
    isAsking.value = true;
  }
  function known(): void {
    isAsking.value = false;
    const [press, work] = [held.value, then];
    forget();
    if (press !== null) actions.press(press.alertId, press.action, press.pressedAt);
    work?.();
  }
  function forget(): void {
    held.value = null;
    then = null;
    isAsking.value = false;
  }
  return { isAsking, held, press, asSomebody, known, forget, ask: () => void (isAsking.value = true) };
});
