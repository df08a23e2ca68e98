import { alertsZhCN } from "./alerts-zh-CN.ts";
import { contractsZhCN } from "./contracts-zh-CN.ts";
import { familyAccessZhCN } from "./family-access-zh-CN.ts";
import { figuresZhCN } from "./figures-zh-CN.ts";
import { handsetsZhCN } from "./handsets-zh-CN.ts";
import { limitsZhCN } from "./limits-zh-CN.ts";
import { loadZhCN } from "./load-zh-CN.ts";
import { manageZhCN } from "./manage-zh-CN.ts";
import { residentsZhCN } from "./residents-zh-CN.ts";
import { setupZhCN } from "./setup-zh-CN.ts";
import { roundsZhCN } from "./rounds-zh-CN.ts";
import { wallScreensZhCN } from "./wall-zh-CN.ts";
import { mapZhCN } from "./map-zh-CN.ts";

/** The texts of the pages of the desk, joined from a file per part. */
export const deskZhCN = {
  ...limitsZhCN,
  ...roundsZhCN,
  ...residentsZhCN,
  alerts: alertsZhCN,
  contracts: contractsZhCN,
  familyAccess: familyAccessZhCN,
  figures: figuresZhCN,
  handsets: handsetsZhCN,
  load: loadZhCN,
  manage: manageZhCN,
  map: mapZhCN,
  setup: setupZhCN,
  wallScreens: wallScreensZhCN,
};
