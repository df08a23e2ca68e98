import { Type, type Static } from "typebox";
import { methodOf, signIntervalMs } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import type { SignKey } from "../../domain/signs.ts";
import { deadlineCause, type Cause } from "../evaluation/subjects.ts";
import { watchKind, type Said, type Step, type Watched, type WatchKind } from "../evaluation/watcher.ts";
import { DENSE_INTERVAL_MS } from "../rules/absence.ts";
import { isPast, isTrue, leavesOf, type ValuePart } from "../rules/composite.ts";
import { COMPOSITE_RULES } from "../rules/catalogue/composites.ts";
import { DEFAULT_CATALOGUE } from "../rules/catalogue.ts";
import { isLimited } from "../rules/measure-now.ts";
import type { CompositeRule } from "../rules/types.ts";

/** A continuous sign is looked at so often while something is past its limit, else more rarely. */
const LOOK_MS = 60_000;
const CALM_LOOK_MS = 5 * LOOK_MS;
/** A longer gap between two values ends what was held. */
const HOLD_MS = CALM_LOOK_MS;
const NOTHING: readonly Said[] = [];
const State = Type.Object({
  quietUntilMs: Type.Number(),
  /** By leaf: since when a value is past its limit (observation time), when it was last (the same), -1 for never. */
  since: Type.Array(Type.Number()),
  last: Type.Array(Type.Number()),
  /** By leaf: server time at which it was last true, -1 for never. */
  trueMs: Type.Array(Type.Number()),
  said: Type.Boolean(),
});
type State = Static<typeof State>;

/** One composite rule, looked at once a minute where devices speak often. */
export function watchComposite(rule: CompositeRule): WatchKind {
  const leaves = leavesOf(rule.needs);
  const signs = new Set<SignKey>(leaves.flatMap((leaf) => (leaf.type === "value" ? [leaf.sign] : signsOf(leaf.rule))));
  const none = (): number[] => leaves.map(() => -1);
  const start = (): State => ({ quietUntilMs: -1, since: none(), last: none(), trueMs: none(), said: false });
  const holds = (state: State, atMs: number): boolean =>
    isTrue(rule.needs, (leaf) => {
      const trueMs = state.trueMs[leaves.indexOf(leaf)] ?? -1;
      return trueMs >= 0 && atMs - trueMs < rule.withinMs;
    });
  /** The value of a leaf in this message; `null`: none that counts (DOMAIN §5.2). */
  function valueOf(leaf: ValuePart, message: DeviceMessage, watched: Watched): number | null {
    const sample = message.samples.findLast(({ sign, quality }) => sign === leaf.sign && quality === "good");
    const method = message.method ?? methodOf(message.device.kind, leaf.sign);
    if (sample === undefined || isLimited(leaf.sign, method, message.grade)) return null;
    return leaf.atRest && message.observedAtMs < watched.movingUntilMs ? null : sample.value;
  }
  /** The state with what the message says of the values and what the rules say at present. */
  function taken(state: State, message: DeviceMessage, watched: Watched): State {
    const [since, last, trueMs] = [[...state.since], [...state.last], [...state.trueMs]];
    for (const [index, leaf] of leaves.entries()) {
      if (leaf.type === "rule") {
        if (watched.firing(leaf.rule) !== null) trueMs[index] = message.receivedAtMs;
        continue;
      }
      const value = valueOf(leaf, message, watched);
      if (value === null) continue;
      const atMs = message.observedAtMs;
      const before = since[index] ?? -1;
      const isDense = (signIntervalMs(message.device.kind, leaf.sign) ?? Infinity) <= DENSE_INTERVAL_MS;
      const isBroken = before < 0 || atMs < before || atMs - (last[index] ?? -1) > HOLD_MS;
      last[index] = atMs;
      const sinceMs = !isPast(leaf, value) ? -1 : isBroken ? atMs : before;
      since[index] = sinceMs;
      if (sinceMs >= 0 && (!isDense || atMs - sinceMs >= leaf.forMs)) trueMs[index] = message.receivedAtMs;
      // A newer value that is normal ends what a sparse one said.
      if (sinceMs < 0 && !isDense) trueMs[index] = -1;
    }
    return { ...state, since, last, trueMs };
  }
  function step(before: State, state: State, atMs: number, cause: Cause): Step<State> {
    const said = holds(state, atMs);
    const next = { ...state, said };
    return { state: next, says: said === before.said ? NOTHING : [{ rule: rule.id, severity: said ? rule.severity : null, cause }] };
  }
  function message(state: State, message: DeviceMessage, watched: Watched): Step<State> {
    if (message.late || watched.residentId === null) return { state, says: NOTHING };
    const { device, identity, receivedAtMs, observedAtMs, grade } = message;
    const seen = taken(state, message, watched);
    const isCalm = seen.since.every((ms) => ms < 0) && seen.trueMs.every((ms) => ms < 0);
    const next = { ...seen, quietUntilMs: receivedAtMs + (isCalm ? CALM_LOOK_MS : LOOK_MS) };
    const sign = message.samples.find((sample) => signs.has(sample.sign));
    const cause: Cause = {
      ...deadlineCause(device.id, identity, receivedAtMs),
      ...{ sign: sign?.sign ?? null, value: sign?.value ?? null, observedAtMs, medicalGrade: grade === "medical" },
    };
    return step(state, next, receivedAtMs, cause);
  }
  /** A part is over by its time: what was said may be over with it. */
  function due(state: State, atMs: number, watched: Watched): Step<State> {
    const trueMs = leaves.map((leaf, index) =>
      leaf.type === "rule" && watched.firing(leaf.rule) !== null ? atMs : (state.trueMs[index] ?? -1),
    );
    const dropped = trueMs.map((ms) => (atMs - ms < rule.withinMs ? ms : -1));
    return step(state, { ...state, trueMs: dropped }, atMs, deadlineCause(null, `${rule.id}:${atMs}`, atMs, "expired"));
  }
  return watchKind({
    name: rule.id,
    signs: [...signs],
    state: State,
    start,
    message,
    dueMs: ({ said, trueMs }) => (said ? Math.min(...trueMs.filter((ms) => ms >= 0)) + rule.withinMs : null),
    due,
    quietUntilMs: (state) => state.quietUntilMs,
    shift: (state, byMs) => ({
      ...state,
      quietUntilMs: state.quietUntilMs + byMs,
      trueMs: state.trueMs.map((ms) => (ms < 0 ? ms : Math.max(0, ms + byMs))),
    }),
  });
}
/** What a rule of the catalogue hears. */
function signsOf(ruleId: string): readonly SignKey[] {
  const rule = DEFAULT_CATALOGUE.rule(ruleId);
  return rule !== undefined && "sign" in rule ? [rule.sign] : [];
}
/** All of them. */
export const COMPOSITES: readonly WatchKind[] = COMPOSITE_RULES.map(watchComposite);
