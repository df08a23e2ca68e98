import { fileURLToPath } from "node:url";
import type { StoredChannel } from "../../domain/channel.ts";
import type { FloorPlan } from "../../domain/floor-plan.ts";
import { sha256 } from "../../domain/ids.ts";
import { ROLES } from "../../domain/people.ts";
import type { RecordEntry } from "../../domain/resident-record.ts";
import type { Holder } from "../../domain/rights.ts";
import { aContract, aDevice, aPlace, aSilence, anAssignment } from "../support/builders.ts";
import { fakeChannels } from "./fake-channels.ts";
import type { FakeApi } from "./fakes.ts";
import { FENCE, VISITED } from "./route-requests.ts";
import { aUser, openWorld, signIn, type Who } from "./world.ts";

export interface FurnishedWorld {
  readonly fake: FakeApi;
  readonly people: ReadonlyMap<Holder, Who>;
  /** Every request finds the alerts and screens as they were, and an alert of a kind for which its route is (`POST /api/v1/…`). */
  readonly renew: (key: string) => void;
}
/** Two homes in which every route has something to act on; somebody of every role is signed in. */
export async function openFurnishedWorld(): Promise<FurnishedWorld> {
  const channels = fakeChannels();
  const people = new Map<Holder, Who>();
  // Any TrueType font will do for papers that nobody reads.
  const fake = await openWorld({ pdfFont: fileURLToPath(import.meta.resolve("pdfmake/fonts/Roboto/Roboto-Regular.ttf")) }, { channels });
  fake.records.fhirRows.push({
    id: "fhc_1",
    clinicId: "cli_1",
    name: "x",
    tokenHash: "x",
    createdAtMs: 0,
    ...{ createdByName: null, lastUsedAtMs: null, revokedAtMs: null },
  });
  for (const home of [1, 2])
    fake.desk.silenceRows.push(aSilence({ id: `sil_home${home}`, facilityId: `fac_${home}`, residentId: `res_${home}` }));
  fake.records.userRows.push({ ...aUser("nurse"), id: "usr_spare", username: "spare", passwordHash: "" });
  fake.records.userRows.push({ ...aUser("nurse"), id: "usr_other", username: "other", facilityId: "fac_2", passwordHash: "" });
  for (const facilityId of ["fac_1", "fac_2"]) {
    const shift = { facilityId, role: "nurse" as const, userId: "usr_nurse", window: { from: "08:00", to: "20:00" } };
    await fake.ports.escalation.addShift({ ...shift, fromMs: 0, toMs: null, byUserId: "usr_manager" });
  }
  for (const n of [1, 2]) {
    fake.records.deviceRows.push(aDevice({ id: `dev_spare_${n}`, facilityId: `fac_${n}` }));
    fake.records.deviceRows.push(aDevice({ id: `dev_light_${n}`, facilityId: `fac_${n}`, kind: "corridorLight" }));
    const copy = { contractId: `con_${n}`, name: "x.pdf", type: "application/pdf", bytes: 1, sha256: "", atMs: 1, byName: "x" } as const;
    fake.records.copyRows.push({ id: `cpy_${n}`, ...copy });
  }
  for (const role of ROLES) people.set(role, await signIn(fake, role));
  people.set("wallScreen", { headers: { cookie: "anhu_wall=secret_1" } });
  return { fake, people, renew: (key) => renew(fake, channels, key) };
}
const FAR = Date.UTC(2100, 0, 1);
const aPlan = (home: 1 | 2): FloorPlan => ({
  ...{ id: `pln_${home}`, facilityId: `fac_${home}`, building: "A", floor: "3", type: "image/png", bytes: 0, width: 100, height: 100 },
  ...{ sha256: "", atMs: 0, byUserId: "x", byName: "x" },
});
const anEntry = (home: 1 | 2): RecordEntry => ({
  ...{ id: `ent_home${home}`, residentId: `res_${home}`, kind: "diagnosis", text: "x", detail: null, sinceMs: 0, enteredMs: 0 },
  ...{ byUserId: "usr_nurse", byName: "x", byRole: "nurse", ended: null },
});
const aChannel = (ownerType: "facility" | "user", ownerId: string, id: string): StoredChannel => ({
  ...{ id, ownerType, ownerId, label: "x", order: 1, trusted: false, enabled: true, lastTest: null },
  ...(ownerType === "user" ? { type: "webPush", config: { endpoint: "https://push.example/2" } } : { type: "wecom", config: { key: "x" } }),
});
function renew(fake: FakeApi, channels: ReturnType<typeof fakeChannels>, key: string): void {
  fake.records.deviceNoteRows.clear();
  const held = [1, 2].map((n) => anAssignment({ id: `asg_${n}`, deviceId: `dev_${n}`, residentId: `res_${n}` }));
  fake.records.assignmentRows.splice(0, fake.records.assignmentRows.length, ...held);
  const handset = { name: "x", byUserId: "x", byName: "x", createdAtMs: 0, lastSeenAtMs: null, revokedAtMs: null };
  fake.records.handsetRows = [1, 2].map((n) => ({ ...handset, id: `hst_${n}`, facilityId: `fac_${n}`, tokenHash: `${n}` }));
  const later = Number.MAX_SAFE_INTEGER;
  fake.records.pairingRows = [{ code: "K7M4Q2XD", tokenHash: "x", address: "127.0.0.1", createdAtMs: 0, expiresAtMs: later }];
  fake.records.screenRows = [1, 2].map((n) => ({
    ...{ id: `wal_${n}`, facilityId: `fac_${n}`, name: "x", floors: [], hasNames: true, tokenHash: sha256(`secret_${n}`).toString("hex") },
    ...{ byUserId: "usr_nurse", byName: "x", createdAtMs: 0, lastSeenAtMs: null, revokedAtMs: null },
  }));
  const own = ROLES.map((role) => aChannel("user", `usr_${role}`, "chn_own"));
  channels.rows.splice(0, channels.rows.length, aChannel("facility", "fac_1", "chn_1"), aChannel("facility", "fac_2", "chn_2"), ...own);
  for (const [id, found] of fake.records.alertRows) {
    const { alert } = found;
    fake.records.alertRows.set(id, {
      ...found,
      alert: {
        ...alert,
        kind: key.endsWith("/search") ? "wandering" : "help",
        state: "raised",
        resolvedAtMs: null,
        hold: null,
        onSite: { ...alert.onSite, state: "waiting" },
        medical: { ...alert.medical, state: "waiting", by: null },
      },
      timeline: [...VISITED],
    });
  }
  fake.records.recordEntryRows.splice(0, fake.records.recordEntryRows.length, anEntry(1), anEntry(2));
  const contract = { fromMs: 0, toMs: FAR };
  fake.records.contractRows = [1, 2].map((n) => aContract({ ...contract, id: `con_${n}`, facilityId: `fac_${n}`, clinicId: `cli_${n}` }));
  fake.records.planRows.splice(0, fake.records.planRows.length, aPlan(1), aPlan(2));
  fake.records.fenceRows.splice(0, fake.records.fenceRows.length, FENCE, { ...FENCE, id: "fen_2", facilityId: "fac_2" });
  fake.records.placeRows.splice(0, fake.records.placeRows.length, aPlace({ id: "plc_1" }), aPlace({ id: "plc_2", facilityId: "fac_2" }));
}
