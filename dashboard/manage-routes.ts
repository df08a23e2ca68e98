import type { RouteRecordRaw } from "vue-router";

/** Pages behind 管理, each with the menu of all beside it (`components/manage/registry.ts`). Older addresses stay as they are. */
export const MANAGE_ROUTES: RouteRecordRaw = {
  path: "/manage",
  component: () => import("./components/manage/ManageFrame.vue"),
  meta: { frame: "desk" },
  children: [
    { path: "", component: () => import("./pages/ManagePage.vue") },
    { path: "/channels", component: () => import("./pages/ChannelsPage.vue") },
    { path: "/annunciators", component: () => import("./pages/AnnunciatorsPage.vue") },
    { path: "/load", component: () => import("./pages/LoadPage.vue") },
    { path: "/contracts", component: () => import("./pages/ContractsPage.vue") },
  ],
};
