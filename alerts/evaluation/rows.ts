import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import { Severity } from "../../domain/alert.ts";
import { DEVICE_KIND_KEYS } from "../../domain/device-kinds.ts";
import { isSignKey, SIGN_INDEX, SIGN_KEYS, type SignKey } from "../../domain/signs.ts";
import type { Catalogue } from "../rules/catalogue.ts";
import { NO_RECENT } from "../rules/count.ts";
import { NO_STILLNESS } from "../rules/stillness.ts";
import { withRecent } from "../rules/threshold.ts";
import {
  makeDeviceState,
  makeSlot,
  makeSubjectState,
  settle,
  type DeviceState,
  type RuleSlot,
  type SubjectState,
  type WaitingAssignment,
} from "./state.ts";

const Id = Type.Union([Type.String(), Type.Null()]);
const Ms = Type.Union([Type.Number(), Type.Null()]);
const Kind = Type.Enum([...DEVICE_KIND_KEYS]);
/** Rule, level that fires, since when each level is reached, time of the last reading; and the last readings of a rule that counts them. */
const RULE = [Type.String(), Type.Number(), Type.Array(Type.Number()), Type.Number()] as const;
const Recent = Type.Array(Type.Tuple([Type.Number(), Type.Number()]));
const SlotRow = Type.Object({
  sign: Type.String(),
  observed: Type.Number(),
  good: Type.Number(),
  shift: Type.Number(),
  value: Type.Number(),
  silent: Type.Boolean(),
  rules: Type.Array(Type.Union([Type.Tuple([...RULE]), Type.Tuple([...RULE, Recent])])),
});
const DeviceRow = Type.Object({
  device: Type.Object({ id: Type.String(), facilityId: Type.String(), kind: Kind, gatewayId: Id, address: Id }),
  residentId: Id,
  placeId: Id,
  assignedFromMs: Type.Number(),
  receivedMs: Type.Number(),
  shiftMs: Type.Number(),
  resumedMs: Type.Number(),
  silence: Type.Union([Severity, Type.Null()]),
  chargingSinceMs: Ms,
  offlineSinceMs: Ms,
  isOfflineRaised: Type.Boolean(),
  hasClockFault: Type.Boolean(),
  isWorn: Type.Boolean(),
  isTakenOff: Type.Boolean(),
  isInBed: Type.Boolean(),
  steps: Type.Number(),
  movingUntilMs: Type.Number(),
  events: Type.Array(Type.String()),
  slots: Type.Array(SlotRow),
});
const Task = Type.Object({
  ruleId: Type.String(),
  sign: Type.Enum([...SIGN_KEYS]),
  deviceId: Type.String(),
  level: Type.Number(),
  value: Type.Number(),
  identity: Type.String(),
  observedAtMs: Type.Number(),
  dueMs: Ms,
  measureWith: Kind,
});
const SubjectRow = Type.Object({
  id: Type.String(),
  facilityId: Type.String(),
  residentId: Id,
  placeId: Id,
  firing: Type.Array(Type.Tuple([Type.String(), Type.Array(Type.Tuple([Type.String(), Severity]))])),
  tasks: Type.Array(Task),
  lifeMs: Type.Number(),
  stillness: Type.Object({
    sinceMs: Type.Number(),
    evidenceMs: Type.Number(),
    freshMs: Type.Number(),
    raised: Type.Boolean(),
  }),
  movingUntilMs: Type.Optional(Type.Number()),
  open: Type.Optional(Type.Array(Type.Tuple([Type.String(), Type.Object({ alertId: Type.String(), atMs: Type.Number() })]))),
});
const AssignmentRow = Type.Object({ residentId: Id, placeId: Id, fromMs: Type.Number(), atMs: Type.Number() });
const assignmentRow = Compile(AssignmentRow);
const deviceRow = Compile(DeviceRow);
const subjectRow = Compile(SubjectRow);

/** The state of a device as text; a compact form is not needed, a row is written at most every few seconds. */
export function deviceText(state: DeviceState): string {
  const slots = state.slots.flatMap((slot): Static<typeof SlotRow>[] =>
    slot === undefined
      ? []
      : [
          {
            sign: slot.sign,
            observed: slot.lastObservedMs,
            good: slot.lastGoodMs,
            shift: slot.shiftMs,
            value: slot.lastValue,
            silent: slot.isSilent,
            rules: slot.rules.map(ruleRow),
          },
        ],
  );
  const { subject: _subject, applies: _applies, isDirty: _isDirty, intervalMs: _intervalMs, ...rest } = state;
  const row: Static<typeof DeviceRow> = { ...rest, events: [...state.events], slots };
  return JSON.stringify(row);
}
export function subjectText(state: SubjectState): string {
  const row: Static<typeof SubjectRow> = {
    id: state.id,
    facilityId: state.facilityId,
    residentId: state.residentId,
    placeId: state.placeId,
    firing: [...state.firing].map(([rule, sources]) => [rule, [...sources]]),
    tasks: [...state.tasks.values()],
    lifeMs: state.lifeMs,
    stillness: state.stillness,
    movingUntilMs: state.movingUntilMs,
    open: [...state.open],
  };
  return JSON.stringify(row);
}
function ruleRow({ rule, state: { firing, since, lastAtMs, recent } }: RuleSlot): Static<typeof SlotRow>["rules"][number] {
  const row: [string, number, number[], number] = [rule.id, firing, [...since], lastAtMs];
  return recent === undefined ? row : [...row, recent.map(([atMs, value]): [number, number] => [atMs, value])];
}
/** `null`: not a row of ours (an older shape); the device starts anew, its next reading counts from there. */
export function readDevice(text: string, catalogue: Catalogue): DeviceState | null {
  const row = parse(text);
  if (!deviceRow.Check(row)) return null;
  const { slots, events, device, ...rest } = row;
  const state: DeviceState = { ...makeDeviceState(device), ...rest, events: [...events] };
  for (const slotRow of slots) {
    if (!isSignKey(slotRow.sign)) continue;
    const sign: SignKey = slotRow.sign;
    const slot = makeSlot(catalogue, state.device, sign);
    slot.lastObservedMs = slotRow.observed;
    slot.lastGoodMs = slotRow.good;
    slot.shiftMs = slotRow.shift;
    slot.lastValue = slotRow.value;
    slot.isSilent = slotRow.silent;
    for (const [ruleId, firing, since, lastAtMs, recent] of slotRow.rules) {
      const ruleSlot = slot.rules.find(({ rule }) => rule.id === ruleId && rule.levels.length === since.length);
      if (ruleSlot !== undefined) ruleSlot.state = withRecent({ firing, since, lastAtMs }, recent ?? NO_RECENT);
    }
    settle(slot);
    state.slots[SIGN_INDEX[sign]] = slot;
  }
  return state;
}
export function readAssignment(text: string): WaitingAssignment | null {
  const row = parse(text);
  return assignmentRow.Check(row) ? row : null;
}
export function readSubject(text: string): SubjectState | null {
  const row = parse(text);
  if (!subjectRow.Check(row)) return null;
  const state = makeSubjectState(row);
  state.lifeMs = row.lifeMs;
  state.movingUntilMs = row.movingUntilMs ?? -1;
  state.stillness = row.stillness.sinceMs < 0 ? NO_STILLNESS : row.stillness;
  for (const task of row.tasks) state.tasks.set(task.ruleId, task);
  for (const [rule, alert] of row.open ?? []) state.open.set(rule, alert);
  for (const [rule, sources] of row.firing) state.firing.set(rule, new Map(sources));
  return state;
}
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
