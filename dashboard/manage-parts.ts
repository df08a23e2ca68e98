import type { Action } from "../domain/rights.ts";

export const MANAGE_GROUPS = ["things", "people", "calls", "evidence"] as const;
/** One page behind 管理: its texts stand under `manage.part.<id>`, and whoever may do `action` is shown it. */
export interface ManagePart {
  readonly id: string;
  readonly group: (typeof MANAGE_GROUPS)[number];
  readonly path: string;
  /** Tab of the page, where two parts share one. */
  readonly tab?: string;
  readonly action: Action;
}
/** What a manager looks after, in the order of the menu. */
export const MANAGE_PARTS = [
  { id: "devices", group: "things", path: "/manage/devices", action: "manageDevices" },
  { id: "coverage", group: "things", path: "/manage/coverage", action: "manageDevices" },
  { id: "places", group: "things", path: "/manage/places", action: "managePlaces" },
  { id: "walls", group: "things", path: "/manage/walls", action: "manageWallScreens" },
  { id: "handsets", group: "things", path: "/manage/handsets", action: "manageHandsets" },
  { id: "annunciators", group: "things", path: "/annunciators", action: "manageAnnunciators" },
  { id: "people", group: "people", path: "/manage/people", action: "manageUsers" },
  { id: "rota", group: "people", path: "/manage/rota", action: "manageRota" },
  { id: "posted", group: "people", path: "/manage/posted", action: "readContracts" },
  { id: "rules", group: "calls", path: "/load", tab: "rules", action: "changeRules" },
  { id: "channels", group: "calls", path: "/channels", action: "readChannels" },
  { id: "contracts", group: "calls", path: "/contracts", action: "readContracts" },
  { id: "fhir", group: "calls", path: "/manage/fhir", action: "manageClinics" },
  { id: "load", group: "evidence", path: "/load", action: "readFigures" },
  { id: "figures", group: "evidence", path: "/manage/figures", action: "readFigures" },
  { id: "audit", group: "evidence", path: "/manage/audit", action: "readAudit" },
] as const satisfies readonly ManagePart[];
export type ManagePartId = (typeof MANAGE_PARTS)[number]["id"];
