import { createRouter, createWebHistory } from "vue-router";
import { homeOf } from "./home-of.ts";
import { loadDeskTexts } from "./locales/index.ts";
import { MANAGE_ROUTES } from "./manage-routes.ts";
import { useSession } from "./stores/session.ts";

declare module "vue-router" {
  interface RouteMeta {
    frame?: "wall" | "desk" | "none";
    open?: boolean;
    /** Read on phones and televisions: loads only the texts that every screen needs. */
    lean?: boolean;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: () => import("./pages/NotFoundPage.vue"), meta: { lean: true, open: true, frame: "none" } },
    { path: "/sign-in", component: () => import("./pages/SignInPage.vue"), meta: { lean: true, open: true, frame: "none" } },
    { path: "/wall", component: () => import("./pages/WallPage.vue"), meta: { lean: true, frame: "wall" } },
    { path: "/residents", component: () => import("./pages/ResidentsPage.vue"), meta: { frame: "desk" } },
    { path: "/residents/:id", component: () => import("./pages/ResidentPage.vue"), props: true, meta: { frame: "desk" } },
    { path: "/alerts", component: () => import("./pages/AlertsPage.vue"), meta: { frame: "desk" } },
    { path: "/alerts/:id/handover", component: () => import("./pages/HandoverPage.vue"), props: true, meta: { frame: "desk" } },
    { path: "/rounds", component: () => import("./pages/RoundsPage.vue"), meta: { frame: "desk" } },
    { path: "/shift", component: () => import("./pages/ShiftPage.vue"), meta: { lean: true, frame: "desk" } },
    { path: "/clinic", component: () => import("./pages/ClinicPage.vue"), meta: { lean: true, frame: "none" } },
    MANAGE_ROUTES,
    { path: "/:rest(.*)*", component: () => import("./pages/NotFoundPage.vue"), meta: { frame: "desk" } },
    { path: "/family", component: () => import("./pages/FamilyPage.vue"), meta: { lean: true, open: true, frame: "none" } },
    { path: "/f/:token", component: () => import("./pages/FamilyLinkPage.vue"), props: true, meta: { lean: true, open: true, frame: "none" } },
  ],
});

router.beforeEach(async (to) => {
  if (to.meta.lean !== true) await loadDeskTexts();
  const session = useSession();
  await session.ensure();
  if (to.path === "/") return session.user === null && !session.unreachable ? "/sign-in" : homeOf(session.user?.role);
  if (to.meta.open !== true && session.user === null && !session.unreachable) return { path: "/sign-in", query: { to: to.fullPath } };
  if (to.path === "/sign-in" && session.user !== null) return homeOf(session.user.role);
  return true;
});
