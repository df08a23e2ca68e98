import { careZhCN } from "./care-zh-CN.ts";
import { coldZhCN } from "./cold-zh-CN.ts";
import { familyPageZhCN } from "./family-page-zh-CN.ts";
import { handsetZhCN } from "./shift-zh-CN.ts";
import { channelsZhCN } from "./channels-zh-CN.ts";
import { clinicZhCN } from "./clinic-zh-CN.ts";
import { familyZhCN } from "./family-zh-CN.ts";
import { scanZhCN } from "./scan-zh-CN.ts";
import { custodyZhCN } from "./custody-zh-CN.ts";

/** What the pages of phones add: handset, clinic, family. */
export const phoneZhCN = {
  ...careZhCN,
  cold: coldZhCN,
  familyPage: familyPageZhCN,
  handset: handsetZhCN,
  channels: channelsZhCN,
  clinic: clinicZhCN,
  family: familyZhCN,
  scan: scanZhCN,
  custody: custodyZhCN,
  dialog: { close: "关闭" },
};
