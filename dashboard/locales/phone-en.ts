import { careEn } from "./care-en.ts";
import { coldEn } from "./cold-en.ts";
import { familyPageEn } from "./family-page-en.ts";
import { handsetEn } from "./shift-en.ts";
import { channelsEn } from "./channels-en.ts";
import { clinicEn } from "./clinic-en.ts";
import { familyEn } from "./family-en.ts";
import { scanEn } from "./scan-en.ts";
import { custodyEn } from "./custody-en.ts";
import type { PhoneMessages } from "./shape.ts";

/** What the pages of phones add: handset, clinic, family. */
export const phoneEn: PhoneMessages = {
  ...careEn,
  cold: coldEn,
  familyPage: familyPageEn,
  handset: handsetEn,
  channels: channelsEn,
  clinic: clinicEn,
  family: familyEn,
  scan: scanEn,
  custody: custodyEn,
  dialog: { close: "Close" },
};
