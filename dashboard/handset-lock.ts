import { ref } from "vue";

/** Nothing of anybody. */
const LOCKED_UNDER = "anhu.handset.locked";
const held = ref(localStorage.getItem(LOCKED_UNDER) !== null);

/** Is this shared handset locked; a reload does not open it, on whatever page. */
export const isHeld = (): boolean => held.value;
export function hold(locked: boolean): void {
  held.value = locked;
  if (locked) localStorage.setItem(LOCKED_UNDER, "1");
  else localStorage.removeItem(LOCKED_UNDER);
}
