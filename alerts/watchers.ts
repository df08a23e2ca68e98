import type { WatchKind } from "./evaluation/watcher.ts";
import { BASELINES } from "./watchers/baseline.ts";
import { BED_EXIT } from "./watchers/bed-exit.ts";
import { INACTIVITY } from "./watchers/inactivity.ts";
import { NEWS2 } from "./watchers/news2.ts";

/** Every rule kind that watches a resident over time. */
export const WATCHERS: readonly WatchKind[] = [BED_EXIT, INACTIVITY, NEWS2, ...BASELINES];
