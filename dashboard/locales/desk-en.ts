import { alertsEn } from "./alerts-en.ts";
import { contractsEn } from "./contracts-en.ts";
import { familyAccessEn } from "./family-access-en.ts";
import { figuresEn } from "./figures-en.ts";
import { handsetsEn } from "./handsets-en.ts";
import { limitsEn } from "./limits-en.ts";
import { loadEn } from "./load-en.ts";
import { manageEn } from "./manage-en.ts";
import { residentsEn } from "./residents-en.ts";
import { setupEn } from "./setup-en.ts";
import { roundsEn } from "./rounds-en.ts";
import { wallScreensEn } from "./wall-en.ts";
import { mapEn } from "./map-en.ts";
import type { DeskMessages } from "./shape.ts";

/** The texts of the pages of the desk, joined from a file per part. */
export const deskEn: DeskMessages = {
  ...limitsEn,
  ...roundsEn,
  ...residentsEn,
  alerts: alertsEn,
  contracts: contractsEn,
  familyAccess: familyAccessEn,
  figures: figuresEn,
  handsets: handsetsEn,
  load: loadEn,
  manage: manageEn,
  map: mapEn,
  setup: setupEn,
  wallScreens: wallScreensEn,
};
