import type { EscalationPolicy, Ladder, PolicyVersion } from "../../domain/escalation.ts";
import type { RotaOverride, RotaShift } from "../../domain/rota.ts";
import type { Staff } from "../../domain/people.ts";

export const aLadder = (over: Partial<Ladder> = {}): Ladder => ({
  id: "own",
  track: "onSite",
  for: {},
  steps: [{ afterMs: 0, targets: ["onDutyCaregiver", "nurse"] }],
  repeat: { everyMs: 60_000, targets: ["onDutyCaregiver", "nurse"] },
  ...over,
});
export const aPolicy = (ladders: readonly Ladder[], over: Partial<PolicyVersion> & { inHouse?: EscalationPolicy["inHouse"] } = {}) => {
  const { inHouse = null, ...rest } = over;
  const version: PolicyVersion = {
    id: "esc_1",
    facilityId: "fac",
    version: 1,
    policy: { ladders: [...ladders], inHouse },
    fromMs: 0,
    reason: "test",
    createdAtMs: 0,
    byUserId: "usr_m",
    byName: "Manager",
    byRole: "manager",
    ...rest,
  };
  return version;
};
export const aShift = (over: Partial<RotaShift> = {}): RotaShift => ({
  id: "shf_1",
  facilityId: "fac",
  role: "onDutyCaregiver",
  userId: "usr_a",
  window: { from: "08:00", to: "20:00" },
  fromMs: 0,
  toMs: null,
  byUserId: "usr_m",
  ...over,
});
export const anOverride = (over: Partial<RotaOverride> = {}): RotaOverride => ({
  id: "ovr_1",
  facilityId: "fac",
  role: "onDutyCaregiver",
  awayUserId: "usr_a",
  standInUserId: null,
  fromMs: 0,
  toMs: Number.MAX_SAFE_INTEGER,
  reason: "sickLeave",
  createdAtMs: 0,
  byUserId: "usr_m",
  ...over,
});
export const aStaff = (id: string, over: Partial<Staff> = {}): Staff => ({
  id,
  name: `Staff ${id}`,
  role: "caregiver",
  facilityId: "fac",
  disabled: false,
  ...over,
});
