import type { MainShot } from "./main-shots.ts";
import { MAIN_SHOTS } from "./main-shots.ts";

/** A screen as the mock shows it, with what is pressed before it is looked at. */
export interface View extends Omit<MainShot, "widths" | "name"> {
  readonly presses?: readonly string[];
}
const manager = (path: string, ...presses: string[]): View => ({ path, scene: "calm", role: "manager", presses });
const administrator = (path: string, ...presses: string[]): View => ({ path, scene: "calm", role: "administrator", presses });

/** Every screen that the mock can show, dialogs open. */
export const VIEWS: readonly View[] = [
  ...MAIN_SHOTS.filter(({ name }) => name !== "wall-large"),
  { path: "/sign-in", scene: "calm", isSignedOut: true },
  { path: "/wall/pair", scene: "calm", role: "manager" },
  { path: "/residents/res_2/seen-by", scene: "calm" },
  { path: "/nowhere", scene: "calm" },
  { path: "/map?view=outside", scene: "wandering" },
  { path: "/map?view=fences&edit=fen_yard", scene: "calm", role: "manager" },
  manager("/manage"),
  manager("/manage/devices", "device-add"),
  manager("/manage/devices?device=dev_band1", "device-assign"),
  manager("/manage/labels"),
  administrator("/manage/people", "person-add"),
  manager("/manage/rota", "add-shift"),
  manager("/manage/rota?week=2026-09-28", "add-override"),
  manager("/manage/coverage?what=fall"),
  administrator("/manage/audit"),
  administrator("/manage/fhir?clinic=cli_sun", "fhir-add"),
  manager("/manage/posted", "posted-change", "posted-hours"),
  manager("/manage/handsets"),
  manager("/manage/walls"),
  manager("/annunciators", "annunciator-add", "zone-part", "annunciator-hours"),
  manager("/contracts", "contract-add"),
  ...["figures", "shares", "rules", "rules&rule=heartRate.high", "rules&rule=sos", "telling"].map((tab) => manager(`/load?tab=${tab}`)),
];
/** Routes that need the real API, and the test that looks at each in every width and language. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  "/alerts/:id/handover": "handover.test.ts",
  "/rounds": "handover.test.ts",
  "/channels": "channels.test.ts",
  "/f/:token": "family.test.ts",
};
/** Routes that only lead to another. */
export const LEADING_ON = ["/", "/manage/places", "/d/:code"];
