import type { Router } from "vue-router";

/** Path that was read anew because its files were gone; until it opens. */
const TRIED_UNDER = "anhu.reload";
/** What browsers say when a file of a page cannot be fetched. */
const GONE = /dynamically imported module|Importing a module script failed|error loading dynamically|Unable to preload CSS/i;

/**
 * A tab that was open while a new version was put out asks for files that are no longer there: the page that it goes to is then read whole, once.
 * What cannot be fetched after that is a fault, and shown as one.
 */
export function surviveDeploys(router: Router): void {
  router.onError((error, to) => {
    if (!(error instanceof Error) || !GONE.test(error.message) || sessionStorage.getItem(TRIED_UNDER) === to.path) return;
    sessionStorage.setItem(TRIED_UNDER, to.path);
    location.assign(to.fullPath);
  });
  router.afterEach((_to, _from, failure) => {
    if (failure === undefined && sessionStorage.getItem(TRIED_UNDER) !== null) sessionStorage.removeItem(TRIED_UNDER);
  });
}
