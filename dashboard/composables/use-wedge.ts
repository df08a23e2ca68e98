import { onScopeDispose } from "vue";
import { readBadge } from "../../domain/handset.ts";

/** A reader types faster than any hand: a longer pause begins a new text, ms. */
const PAUSE_MS = 120;
const SHORTEST = 10;

/** The field that has the focus, and what stood in it before the reader typed. */
interface Before {
  readonly field: HTMLInputElement | HTMLTextAreaElement;
  readonly value: string;
}
function focused(): Before | null {
  const field = document.activeElement;
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? { field, value: field.value } : null;
}
/** A badge's code is a secret: it does not stay in a note. */
function restore({ field, value }: Before): void {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
/** Listens for a badge reader that types like a keyboard and ends with Enter, whatever has the focus. */
export function useWedge(found: (text: string) => void): void {
  let text = "";
  let lastAt = 0;
  let before: Before | null = null;
  const listen = (event: KeyboardEvent): void => {
    // When the key was pressed, not when a busy page came to it.
    const now = event.timeStamp;
    if (now - lastAt > PAUSE_MS) {
      text = "";
      before = focused();
    }
    lastAt = now;
    if (event.key.length === 1) text += event.key;
    if (event.key !== "Enter" || text.length < SHORTEST) return;
    event.preventDefault();
    event.stopPropagation();
    const read = text;
    text = "";
    if (before !== null && readBadge(read) !== null) restore(before);
    found(read);
  };
  window.addEventListener("keydown", listen, { capture: true });
  onScopeDispose(() => window.removeEventListener("keydown", listen, { capture: true }));
}
