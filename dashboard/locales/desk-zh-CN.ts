import { alertsZhCN } from "./alerts-zh-CN.ts";
import { contractsZhCN } from "./contracts-zh-CN.ts";
import { loadZhCN } from "./load-zh-CN.ts";
import { manageZhCN } from "./manage-zh-CN.ts";
import { roundsZhCN } from "./rounds-zh-CN.ts";

/** The texts of the pages of the desk, joined from a file per part. */
export const deskZhCN = {
  ...roundsZhCN,
  alerts: alertsZhCN,
  contracts: contractsZhCN,
  load: loadZhCN,
  manage: manageZhCN,
};
