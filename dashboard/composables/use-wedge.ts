import { onScopeDispose } from "vue";

/** A reader types faster than any hand: a longer pause begins a new text, ms. */
const PAUSE_MS = 120;
const SHORTEST = 10;

/** Listens for a badge reader that types like a keyboard and ends with Enter, whatever has the focus. */
export function useWedge(found: (text: string) => void): void {
  let text = "";
  let lastAt = 0;
  const listen = (event: KeyboardEvent): void => {
    const now = performance.now();
    if (now - lastAt > PAUSE_MS) text = "";
    lastAt = now;
    if (event.key.length === 1) text += event.key;
    if (event.key !== "Enter" || text.length < SHORTEST) return;
    event.preventDefault();
    event.stopPropagation();
    const read = text;
    text = "";
    found(read);
  };
  window.addEventListener("keydown", listen, { capture: true });
  onScopeDispose(() => window.removeEventListener("keydown", listen, { capture: true }));
}
