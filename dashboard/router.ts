import { createRouter, createWebHistory } from "vue-router";
import { isHeld } from "./handset-lock.ts";
import { homeOf } from "./home-of.ts";
import { inTime } from "./in-time.ts";
import { loadTexts, type TextLayer } from "./locales/index.ts";
import { MANAGE_ROUTES } from "./manage-routes.ts";
import { useSession } from "./stores/session.ts";

declare module "vue-router" {
  interface RouteMeta {
    frame?: "wall" | "desk" | "none";
    open?: boolean;
    /** How many layers of texts it needs; all, unless told. */
    texts?: TextLayer;
    /** Also for a shared handset with nobody on it. */
    handset?: boolean;
    /** It opens without the server, and comes live by itself: the service worker has its files. */
    cold?: boolean;
  }
}
/** How long a page that opens without the server waits for it. */
const COLD_MS = 2_000;

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: () => import("./pages/NotFoundPage.vue"), meta: { texts: "core", open: true, frame: "none" } },
    { path: "/sign-in", component: () => import("./pages/SignInPage.vue"), meta: { texts: "core", open: true, frame: "none" } },
    { path: "/setup", component: () => import("./pages/SetupPage.vue"), meta: { open: true, frame: "none" } },
    { path: "/wall", component: () => import("./pages/WallPage.vue"), meta: { texts: "core", open: true, cold: true, frame: "wall" } },
    { path: "/wall/pair", component: () => import("./pages/WallPairPage.vue"), meta: { frame: "desk" } },
    { path: "/residents", component: () => import("./pages/ResidentsPage.vue"), meta: { frame: "desk" } },
    { path: "/residents/:id", component: () => import("./pages/ResidentPage.vue"), props: true, meta: { frame: "desk" } },
    { path: "/alerts", component: () => import("./pages/AlertsPage.vue"), meta: { frame: "desk" } },
    { path: "/alerts/:id/handover", component: () => import("./pages/HandoverPage.vue"), props: true, meta: { frame: "desk" } },
    { path: "/map", component: () => import("./pages/MapPage.vue"), meta: { frame: "desk" } },
    { path: "/rounds", component: () => import("./pages/RoundsPage.vue"), meta: { frame: "desk" } },
    {
      path: "/shift",
      component: () => import("./pages/ShiftPage.vue"),
      meta: { texts: "phone", handset: true, cold: true, frame: "none" },
    },
    { path: "/residents/:id/seen-by", component: () => import("./pages/SeenByPage.vue"), props: true, meta: { frame: "none" } },
    { path: "/family", component: () => import("./pages/FamilyPage.vue"), meta: { texts: "phone", open: true, frame: "none" } },
    {
      path: "/f/:token",
      component: () => import("./pages/FamilyLinkPage.vue"),
      props: true,
      meta: { texts: "phone", open: true, frame: "none" },
    },
    { path: "/clinic", component: () => import("./pages/ClinicPage.vue"), meta: { texts: "phone", cold: true, frame: "none" } },
    MANAGE_ROUTES,
    { path: "/:rest(.*)*", component: () => import("./pages/NotFoundPage.vue"), meta: { frame: "desk" } },
  ],
});

router.beforeEach(async (to) => {
  await loadTexts(to.meta.texts ?? "desk");
  const session = useSession();
  const forMs = to.meta.cold === true ? COLD_MS : Number.POSITIVE_INFINITY;
  await session.ensure(forMs);
  // Nobody's: calls alone, until somebody says who they are.
  if (isHeld() && to.path !== "/shift" && to.path !== "/sign-in") return "/shift";
  if (to.path === "/") return startOf(session);
  if (to.meta.handset === true && (session.user === null || isHeld())) {
    const handset = (await import("./stores/handset.ts")).useHandset();
    const asked = handset.ensure();
    if (!session.unreachable) await inTime(asked, forMs);
    // Whose phone it is may not be known yet: the page says so.
    if (handset.handset !== null || !handset.isKnown || session.unreachable) return true;
  }
  if (to.meta.open !== true && session.user === null && !session.unreachable) return { path: "/sign-in", query: { to: to.fullPath } };
  if ((session.user?.facilityId ?? null) !== null) void lockBySelf();
  if (to.path === "/sign-in" && session.user !== null && !isHeld()) return homeOf(session.user.role);
  return true;
});

/** A shared handset locks itself on every page. Where its part does not come (a page that is left at once), the next page asks again. */
async function lockBySelf(): Promise<void> {
  const store = await import("./stores/handset.ts").catch(() => null);
  await store?.useHandset().ensure();
}
/** Where somebody lands who asked for no page: a new installation is set up first. */
async function startOf(session: ReturnType<typeof useSession>): Promise<string> {
  if (session.unreachable) return homeOf(session.user?.role);
  if (session.user !== null) return session.user.role === "administrator" && session.hasNoFacility ? "/setup" : homeOf(session.user.role);
  await session.askSetup();
  return session.isFresh ? "/setup" : "/sign-in";
}
