import type { WatchKind } from "./evaluation/watcher.ts";
import { BASELINES } from "./watchers/baseline.ts";
import { BATHROOM } from "./watchers/bathroom.ts";
import { BED_EXIT } from "./watchers/bed-exit.ts";
import { COMPOSITES } from "./watchers/composite.ts";
import { DOOR } from "./watchers/door.ts";
import { FEVER_WATCHER } from "./watchers/fever.ts";
import { FEVER_CLUSTER_WATCHER } from "./watchers/fever-cluster.ts";
import { INACTIVITY } from "./watchers/inactivity.ts";
import { LONG_LIE } from "./watchers/long-lie.ts";
import { NEWS2 } from "./watchers/news2.ts";
import { SOFT_SIGNS_WATCHER } from "./watchers/soft-signs.ts";
import { TRENDS } from "./watchers/trend.ts";
import { WEARER } from "./watchers/wearer.ts";
import { WEARER_ROOM } from "./watchers/wearer-room.ts";
import { WANDERING } from "./watchers/wandering.ts";

/** Every rule kind that watches a resident over time. */
export const WATCHERS: readonly WatchKind[] = [
  BED_EXIT,
  INACTIVITY,
  BATHROOM,
  LONG_LIE,
  WANDERING,
  DOOR,
  NEWS2,
  SOFT_SIGNS_WATCHER,
  FEVER_WATCHER,
  FEVER_CLUSTER_WATCHER,
  WEARER,
  WEARER_ROOM,
  ...BASELINES,
  ...TRENDS,
  // Last: they look at what the others say.
  ...COMPOSITES,
];
