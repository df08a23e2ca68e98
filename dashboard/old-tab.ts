import { ref } from "vue";
import type { Router } from "vue-router";

/** Path that was read anew because its files were gone; until it opens. */
const TRIED_UNDER = "anhu.reload";
const ASK_MS = 4_000;
/** What browsers say when a file of a page cannot be fetched. */
const GONE = /dynamically imported module|Importing a module script failed|error loading dynamically|Unable to preload CSS/i;

/** Path of a page whose files could not be fetched; the page before it stays in sight. */
export const notOpened = ref<string | null>(null);

async function doesServerAnswer(): Promise<boolean> {
  try {
    return (await fetch("/index.html", { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(ASK_MS) })).ok;
  } catch {
    return false;
  }
}
async function readAnew(path: string, fullPath: string): Promise<void> {
  if (sessionStorage.getItem(TRIED_UNDER) === path || !(await doesServerAnswer())) {
    sessionStorage.removeItem(TRIED_UNDER);
    notOpened.value = fullPath;
    return;
  }
  sessionStorage.setItem(TRIED_UNDER, path);
  location.assign(fullPath);
}
/**
 * A tab that was open while a new version was put out asks for files that are no longer there: the page that it goes to is then read whole, once.
 * What cannot be fetched after that, or while nothing answers, is said on the page that is open: no page is left for one that does not open.
 */
export function surviveDeploys(router: Router): void {
  router.onError((error, to) => {
    if (error instanceof Error && GONE.test(error.message)) void readAnew(to.path, to.fullPath);
  });
  router.afterEach((_to, _from, failure) => {
    if (failure === undefined) notOpened.value = null;
    if (failure === undefined && sessionStorage.getItem(TRIED_UNDER) !== null) sessionStorage.removeItem(TRIED_UNDER);
  });
}
