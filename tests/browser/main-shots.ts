import type { Role } from "../../domain/people.ts";
import type { Scene } from "./mock-home.ts";

/** One picture of each main route, as the mock shows it; kept in tests/pictures and compared by regression.test.ts. */
export interface MainShot {
  readonly name: string;
  readonly path: string;
  readonly scene: Scene;
  readonly role?: Role;
  readonly widths: readonly number[];
  /** Nobody is signed in on this screen. */
  readonly isSignedOut?: boolean;
  /** There is no administrator yet. */
  readonly needsSetup?: boolean;
}
const ALL = [390, 1280, 3840];
export const MAIN_SHOTS: readonly MainShot[] = [
  { name: "wall", path: "/wall", scene: "critical", widths: ALL },
  { name: "wall-large", path: "/wall", scene: "large", widths: [3840] },
  { name: "shift", path: "/shift", scene: "critical", widths: ALL },
  { name: "alerts", path: "/alerts?alert=00000000-0000-5000-8000-000000000031", scene: "alerts", widths: ALL },
  { name: "residents", path: "/residents", scene: "critical", widths: [390, 1280] },
  { name: "resident", path: "/residents/res_2", scene: "critical", widths: ALL },
  { name: "map", path: "/map", scene: "critical", role: "manager", widths: [390, 1280] },
  { name: "clinic", path: "/clinic", scene: "critical", role: "clinicStaff", widths: ALL },
  { name: "family", path: "/family", scene: "calm", role: "family", widths: ALL },
  { name: "family-told", path: "/family", scene: "critical", role: "family", widths: [390] },
  { name: "manage", path: "/manage/devices", scene: "calm", role: "manager", widths: ALL },
  { name: "figures", path: "/manage/figures?tab=load&days=7", scene: "calm", role: "manager", widths: [1280] },
  { name: "setup", path: "/setup?step=language", scene: "calm", isSignedOut: true, needsSetup: true, widths: ALL },
  { name: "setup-rooms", path: "/setup?step=rooms", scene: "calm", role: "administrator", widths: [1280] },
];
