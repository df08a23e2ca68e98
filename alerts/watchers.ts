import type { WatchKind } from "./evaluation/watcher.ts";
import { BASELINES } from "./watchers/baseline.ts";
import { BED_EXIT } from "./watchers/bed-exit.ts";
import { FEVER_WATCHER } from "./watchers/fever.ts";
import { FEVER_CLUSTER_WATCHER } from "./watchers/fever-cluster.ts";
import { INACTIVITY } from "./watchers/inactivity.ts";
import { NEWS2 } from "./watchers/news2.ts";
import { SOFT_SIGNS_WATCHER } from "./watchers/soft-signs.ts";

/** Every rule kind that watches a resident over time. */
export const WATCHERS: readonly WatchKind[] = [
  BED_EXIT,
  INACTIVITY,
  NEWS2,
  SOFT_SIGNS_WATCHER,
  FEVER_WATCHER,
  FEVER_CLUSTER_WATCHER,
  ...BASELINES,
];
