import { onScopeDispose, ref } from "vue";

/** A page that stays open for weeks asks so often whether there is a newer version. */
const LOOK_EVERY_MS = 3_600_000;
/** A look that came to nothing, or whose finding waits, is taken again. */
const AGAIN_MS = 20_000;

/** When this tab last read itself anew. Over a network so slow that the old shell comes again, it does not do so all the time. */
const RENEWED_UNDER = "anhu.renewed";
const RENEW_EVERY_MS = 60_000;

/** The file that this page was started with; its name holds its content. `null` while developing. */
function ownEntry(): string | null {
  const src = document.querySelector<HTMLScriptElement>('script[type="module"][src^="/assets/"]')?.getAttribute("src");
  return src ?? null;
}
/** Does the server's page start with another file than this one? */
async function isReplaced(): Promise<boolean> {
  const entry = ownEntry();
  if (entry === null) return false;
  const answer = await fetch("/index.html", { cache: "no-cache", credentials: "omit" });
  return answer.ok && !(await answer.text()).includes(entry);
}
function isRenewing(): boolean {
  return Math.abs(Date.now() - Number(sessionStorage.getItem(RENEWED_UNDER))) < RENEW_EVERY_MS;
}
/**
 * The service worker that opens this page without a network. `isOld`: a newer version has been put out since the page was opened; `look` asks for
 * one now. A page that is old is read anew by itself while `isFree` says that nobody is at work on it.
 */
export function useShell(isFree = (): boolean => false) {
  const isOld = ref(false);
  if (!("serviceWorker" in navigator)) return { isOld, look: (): void => undefined };
  const workers = navigator.serviceWorker;
  let again: ReturnType<typeof setTimeout> | undefined;
  /** Nothing is known without a network, and nothing is done while somebody is at work. */
  const later = (): void => {
    clearTimeout(again);
    again = setTimeout(look, AGAIN_MS);
  };
  function renew(): void {
    if (!isOld.value) return;
    if (!isFree() || isRenewing()) return later();
    sessionStorage.setItem(RENEWED_UNDER, String(Date.now()));
    location.reload();
  }
  async function compare(): Promise<void> {
    isOld.value ||= await isReplaced();
    renew();
  }
  async function update(): Promise<void> {
    const registration = await workers.register("/worker.js");
    await registration.update();
    await compare();
  }
  const look = (): void => {
    clearTimeout(again);
    void update().catch(later);
  };
  const taken = (): void => void compare().catch(later);
  workers.addEventListener("controllerchange", taken);
  const timer = setInterval(look, LOOK_EVERY_MS);
  look();
  onScopeDispose(() => {
    clearInterval(timer);
    clearTimeout(again);
    workers.removeEventListener("controllerchange", taken);
  });
  return { isOld, look };
}
