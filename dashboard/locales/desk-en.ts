import { alertsEn } from "./alerts-en.ts";
import { contractsEn } from "./contracts-en.ts";
import { loadEn } from "./load-en.ts";
import { manageEn } from "./manage-en.ts";
import { roundsEn } from "./rounds-en.ts";
import type { DeskMessages } from "./shape.ts";

/** The texts of the pages of the desk, joined from a file per part. */
export const deskEn: DeskMessages = {
  ...roundsEn,
  alerts: alertsEn,
  contracts: contractsEn,
  load: loadEn,
  manage: manageEn,
};
