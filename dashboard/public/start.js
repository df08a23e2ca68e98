/**
 * Beside the page's own script: when that does not come (a bad network, files of a version that was replaced) the page says so, and is read anew
 * as soon as the server answers, also where nobody is there to press.
 */
const LOOK_MS = 1_000;
/** A network that is merely slow is given this long. */
const PATIENCE_MS = 45_000;
/** Between two attempts: longer each time, so that there is time to read. */
const AGAIN_MS = [5_000, 10_000, 20_000];
const TRIED_UNDER = "anhu.starting";
const tried = Number(sessionStorage.getItem(TRIED_UNDER) ?? 0);
const openedAt = performance.now();
let failedAt = null;
let isAsking = false;
const failed = () => (failedAt ??= performance.now());
// Files that do not come are told in the capture phase alone.
addEventListener("error", failed, true);
addEventListener("unhandledrejection", failed);
const timer = setInterval(look, LOOK_MS);
function look() {
  const starting = document.getElementById("starting");
  if (starting === null) {
    clearInterval(timer);
    sessionStorage.removeItem(TRIED_UNDER);
    return;
  }
  const now = performance.now();
  if (now - openedAt > PATIENCE_MS) failed();
  if (failedAt === null) return;
  starting.classList.add("failed");
  if (now - failedAt > (AGAIN_MS[tried] ?? AGAIN_MS.at(-1)) && !isAsking) tryAgain();
}
async function tryAgain() {
  isAsking = true;
  const answer = await fetch("/index.html", { cache: "no-store", signal: AbortSignal.timeout(AGAIN_MS[0]) }).catch(() => null);
  isAsking = false;
  if (!answer?.ok || document.getElementById("starting") === null) return;
  sessionStorage.setItem(TRIED_UNDER, String(tried + 1));
  location.reload();
}
