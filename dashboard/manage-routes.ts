import type { RouteRecordRaw } from "vue-router";

/** Pages behind 管理, each with the menu of all beside it (`manage-parts.ts`). Older addresses stay as they are. */
export const MANAGE_ROUTES: RouteRecordRaw = {
  path: "/manage",
  component: () => import("./components/manage/ManageFrame.vue"),
  meta: { frame: "desk" },
  children: [
    { path: "", component: () => import("./pages/ManagePage.vue") },
    { path: "devices", component: () => import("./pages/DevicesPage.vue") },
    { path: "people", component: () => import("./pages/PeoplePage.vue") },
    { path: "rota", component: () => import("./pages/RotaPage.vue") },
    { path: "audit", component: () => import("./pages/AuditPage.vue") },
    { path: "coverage", component: () => import("./pages/CoveragePage.vue") },
    { path: "labels", component: () => import("./pages/LabelsPage.vue") },
    // Rooms, plans and fences are kept where they are looked at.
    { path: "places", redirect: { path: "/map", query: { view: "floor" } } },
    { path: "/d/:code", redirect: ({ params }) => ({ path: "/manage/devices", query: { code: String(params["code"]) } }) },
    { path: "/channels", component: () => import("./pages/ChannelsPage.vue") },
    { path: "/annunciators", component: () => import("./pages/AnnunciatorsPage.vue") },
    { path: "/load", component: () => import("./pages/LoadPage.vue") },
    { path: "handsets", component: () => import("./pages/HandsetsPage.vue") },
    { path: "fhir", component: () => import("./pages/FhirPage.vue") },
    { path: "posted", component: () => import("./pages/PostedPage.vue") },
    { path: "walls", component: () => import("./pages/WallScreensPage.vue") },
    { path: "figures", component: () => import("./pages/FiguresPage.vue") },
    { path: "/contracts", component: () => import("./pages/ContractsPage.vue") },
  ],
};
