import { Type, type Static } from "typebox";
import { alertIdOf } from "../../domain/ids.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type FoundOf, type Said, type Step, type Watched } from "../evaluation/watcher.ts";
import { FEVER_CLUSTER, FEVER_CLUSTER_RULE } from "../rules/catalogue/fever-cluster.ts";

/** More are ill than anybody lists; the newest are kept. */
const MOST_LISTED = 200;
const State = Type.Object({
  /** Who fell ill, server time, oldest first. */
  ill: Type.Array(Type.Object({ residentId: Type.String(), atMs: Type.Number() })),
  /** Of the alert that is open; `null`: none. */
  identity: Type.Union([Type.String(), Type.Null()]),
});
type State = Static<typeof State>;
const START: State = { ill: [], identity: null };
const NOTHING: readonly Said[] = [];

function found(state: State, { residentId, cause }: FoundOf): Step<State> {
  const { atMs } = cause;
  // An open cluster keeps its whole list; without one, what is older than two days is another story.
  const before = state.identity === null ? state.ill.filter((one) => atMs - one.atMs <= FEVER_CLUSTER.withinMs) : state.ill;
  if (before.some((one) => one.residentId === residentId)) return { state, says: NOTHING };
  const ill = [...before, { residentId, atMs }].slice(-MOST_LISTED);
  if (ill.length < FEVER_CLUSTER.residents) return { state: { ...state, ill }, says: NOTHING };
  const identity = state.identity ?? cause.identity;
  const residents = ill.map((one) => one.residentId);
  const says: Said[] = [
    {
      rule: FEVER_CLUSTER_RULE.id,
      severity: FEVER_CLUSTER_RULE.severity,
      cause: { ...cause, deviceId: null, value: ill.length, residents },
      again: true,
    },
  ];
  return { state: { ill, identity }, says };
}
/** Nobody new for two days. */
function dueMs({ ill, identity }: State): number | null {
  const newest = ill.at(-1);
  return identity === null || newest === undefined ? null : newest.atMs + FEVER_CLUSTER.withinMs;
}
function due({ ill }: State, atMs: number): Step<State> {
  const cause = deadlineCause(null, `cluster:${ill.at(-1)?.atMs}`, atMs);
  return { state: START, says: [{ rule: FEVER_CLUSTER_RULE.id, severity: null, cause }] };
}
/** A person closed it: the next who falls ill is an alert of its own, with those of the last two days. */
function resolved(state: State, alertId: string, { id }: Watched, atMs: number): Step<State> {
  if (state.identity === null || alertIdOf(id, FEVER_CLUSTER_RULE.id, state.identity) !== alertId) return { state, says: NOTHING };
  const cause = deadlineCause(null, `resolved:${alertId}`, atMs, "answered");
  return { state: { ...state, identity: null }, says: [{ rule: FEVER_CLUSTER_RULE.id, severity: null, cause }] };
}

/** 院感: residents of one building who fall ill with fever within two days are one alert, which grows with them. */
export const FEVER_CLUSTER_WATCHER = watchKind({
  name: "feverCluster",
  signs: [],
  state: State,
  start: () => START,
  message: (state) => ({ state, says: NOTHING }),
  hears: ["fever"],
  found,
  dueMs,
  due,
  resolved,
  shift: (state) => state,
});
