import { onScopeDispose, ref, watch, type Ref } from "vue";

/** What a single key does; `back`: Escape, which is no character and always works. */
export type AlertKey = "next" | "previous" | "acknowledge" | "resolve" | "snooze" | "help" | "back";
const KEYS: Readonly<Record<string, AlertKey>> = {
  ...{ j: "next", k: "previous", a: "acknowledge", r: "resolve", s: "snooze", "?": "help" },
  ...{ ArrowDown: "next", ArrowUp: "previous", Escape: "back" },
};
/** Kept in the browser only when somebody switched them off; it says nothing about a person. */
const KEPT_UNDER = "anhu.keys";
const TYPED_IN = "input, textarea, select, [contenteditable]";

/**
 * Single-key shortcuts of a page (WCAG 2.1.4: they can be switched off): never while somebody types or a dialog is open, never with Ctrl, Alt or
 * Meta, never held down. Arrows act in the list alone, elsewhere they scroll.
 * @param press returns whether it did something
 */
export function useAlertKeys(list: Readonly<Ref<HTMLElement | null>>, press: (key: AlertKey) => boolean): { readonly areOn: Ref<boolean> } {
  const areOn = ref(localStorage.getItem(KEPT_UNDER) !== "off");
  watch(areOn, (on) => (on ? localStorage.removeItem(KEPT_UNDER) : localStorage.setItem(KEPT_UNDER, "off")));

  function meant(event: KeyboardEvent): AlertKey | null {
    const { target, key } = event;
    if (event.defaultPrevented || event.isComposing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return null;
    if (document.querySelector("dialog[open]") !== null) return null;
    const action = KEYS[key.length === 1 ? key.toLowerCase() : key];
    if (action === undefined) return null;
    if (action === "back") return action;
    if (target instanceof Element && target.closest(TYPED_IN) !== null) return null;
    if (key.startsWith("Arrow")) return target instanceof Node && list.value?.contains(target) === true ? action : null;
    return areOn.value ? action : null;
  }
  function hear(event: KeyboardEvent): void {
    const action = meant(event);
    if (action !== null && press(action)) event.preventDefault();
  }
  document.addEventListener("keydown", hear);
  onScopeDispose(() => document.removeEventListener("keydown", hear));
  return { areOn };
}
