import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import { aContract, anAlert, aPlace, aResident, aTrack } from "../support/builders.ts";
import type { FakeApi } from "../api/fakes.ts";
import { openWorld } from "../api/world.ts";

export const idOf = (n: number): string => `00000000-0000-5000-8000-${String(n).padStart(12, "0")}`;
export const CLINIC = "阳光社区卫生服务中心";
export const UNANSWERED = idOf(1);
export const SECOND = idOf(2);
export const IN_HAND = idOf(3);
export const CLOSED = idOf(4);
export const TAKEN = idOf(5);

/** The real API and the built dashboard over records in memory, with a night of alerts that were routed to one clinic. */
export async function openClinicHome(
  dashboardDir: string,
  scene: "night" | "calm" = "night",
  more: Parameters<typeof openWorld>[1] = {},
): Promise<FakeApi> {
  const fake = await openWorld({ dashboardDir, liveTickMs: 200 }, more);
  const { records, desk, clock } = fake;
  rename(records.clinicRows, "cli_1", CLINIC);
  rename(records.facilityRows, "fac_1", "颐和苑养老院");
  records.contractRows = [aContract({ id: "con_1", facilityId: "fac_1", clinicId: "cli_1", namesAllowed: true })];
  records.contactRows.push({ id: "cnt_1", facilityId: "fac_1", residentId: null, role: "nurse", name: "李护士", phone: "021-6555-0101" });
  const people = [
    ["305", "陈玉珍"],
    ["308", "黄志明"],
    ["311", "徐美玲"],
  ] as const;
  for (const [n, [room, name]] of people.entries()) {
    records.placeRows.push(aPlace({ id: `plc_c${n}`, facilityId: "fac_1", name: room }));
    records.residentRows.push(aResident({ id: `res_c${n}`, facilityId: "fac_1", placeId: `plc_c${n}`, name }));
  }
  desk.clear();
  if (scene === "calm") return fake;
  const now = clock.now();
  const raise = (id: string, agoMs: number, about: Partial<Alert>, lines: readonly TimelineEntry[] = []) => {
    const at = now - agoMs;
    const facts = { facilityId: "fac_1", subjectId: about.residentId ?? "res_1", raisedAtMs: at, observedAtMs: at };
    desk.raise(anAlert({ id, ...facts, ...about }), [
      { at, code: "raised", track: null, who: null, detail: null },
      { at: at + 300, code: "told", track: "medical", who: CLINIC, detail: "cli_1" },
      ...lines,
    ]);
  };
  const doctor = { userId: "usr_x", clinicId: "cli_1", name: "陈医生", role: "clinicStaff" } as const;
  const caregiver = { userId: "usr_y", clinicId: null, name: "李娜", role: "caregiver" } as const;
  const said = (agoMs: number, code: TimelineEntry["code"], detail: string): TimelineEntry => {
    return { at: now - agoMs, code, track: "medical", who: doctor.name, detail: `cli_1: ${CLINIC}: ${detail}` };
  };
  raise(UNANSWERED, 42_000, {
    ...{ residentId: "res_1", rule: "fall", kind: "fall", prompt120: true },
    onSite: aTrack({ state: "acknowledged", by: caregiver, acknowledgedAtMs: now - 20_000 }),
  });
  raise(SECOND, 95_000, { residentId: "res_c0", rule: "spo2.low", kind: "vital", sign: "spo2", value: 86, severity: "warning" });
  raise(
    IN_HAND,
    700_000,
    {
      ...{ residentId: "res_c1", rule: "sos", kind: "sos", state: "inProgress" },
      onSite: aTrack({ state: "done", by: caregiver, doneAtMs: now - 600_000 }),
      medical: aTrack({ state: "acknowledged", by: doctor, acknowledgedAtMs: now - 660_000 }),
    },
    [said(640_000, "visiting", "15: 带心电图机")],
  );
  raise(
    CLOSED,
    7_200_000,
    {
      ...{ residentId: "res_c2", rule: "fall", kind: "fall", state: "resolved", resolvedAtMs: now - 3_600_000, outcome: "true" },
      medical: aTrack({ state: "done", by: doctor, acknowledgedAtMs: now - 7_160_000 }),
    },
    [
      { at: now - 7_160_000, code: "acknowledged", track: "medical", who: doctor.name, detail: doctor.role },
      said(7_100_000, "admitting", "急诊科: 7 床，已通知骨科"),
    ],
  );
  raise(TAKEN, 400_000, {
    ...{ residentId: "res_c2", rule: "heartRate.high", kind: "vital", sign: "heartRate", value: 152 },
    medical: aTrack({ state: "acknowledged", by: { ...doctor, clinicId: "cli_2", name: "王医生" } }),
  });
  return fake;
}
function rename<T extends { readonly id: string; readonly name: string }>(rows: T[], id: string, name: string): void {
  const index = rows.findIndex((row) => row.id === id);
  const row = rows[index];
  if (row !== undefined) rows[index] = { ...row, name };
}
