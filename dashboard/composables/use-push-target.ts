import { onScopeDispose } from "vue";
import { useRouter } from "vue-router";

/** A path that the service worker asks this window to open; `null`: the message says something else. */
function pathOf(message: unknown): string | null {
  if (typeof message !== "object" || message === null || Reflect.get(message, "type") !== "open") return null;
  const path: unknown = Reflect.get(message, "path");
  return typeof path === "string" && path.startsWith("/") && !path.startsWith("//") ? path : null;
}
/** Somebody pressed a push whose link leads to `page`, which this window shows: it goes to the alert, and says so to the service worker. */
export function usePushTarget(page: string): void {
  if (!("serviceWorker" in navigator)) return;
  const router = useRouter();
  function hear({ data, ports }: MessageEvent): void {
    const path = pathOf(data);
    if (path === null || new URL(path, location.origin).pathname !== page) return;
    void router.push(path);
    ports[0]?.postMessage("opened");
  }
  navigator.serviceWorker.addEventListener("message", hear);
  navigator.serviceWorker.startMessages();
  onScopeDispose(() => navigator.serviceWorker.removeEventListener("message", hear));
}
