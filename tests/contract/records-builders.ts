import type { Records } from "../../api/ports.ts";
import type { Alert, TrackState } from "../../domain/alert.ts";
import type { Delivery } from "../../domain/delivery.ts";
import { newUuid } from "../../domain/ids.ts";

const T = 1_764_000_000_000;
export const SECRET_HASH = new Uint8Array(32).fill(7);

/** A facility with a room, a resident and the wristband that the resident wears since `T`. */
export async function aHome(records: Records) {
  const facility = await records.addFacility({ name: "安康之家", staffed: true });
  const place = await records.ensurePlace({ facilityId: facility.id, building: "", floor: "3", name: "302" });
  const resident = await records.addResident({ facilityId: facility.id, name: "王奶奶", placeId: place.id, level: 2, birthYear: 1940 });
  const device = await records.addDevice({
    facilityId: facility.id,
    kind: "wristband",
    gatewayId: null,
    address: null,
    secretHash: SECRET_HASH,
    residentId: resident.id,
    placeId: null,
    atMs: T,
  });
  return { facility, place, resident, device };
}

const WAITING: TrackState = {
  owed: true,
  state: "waiting",
  by: null,
  acknowledgedAtMs: null,
  doneAtMs: null,
  dueAtMs: T + 60_000,
  step: 0,
};

export function anAlert(over: Partial<Alert> = {}): Alert {
  return {
    id: newUuid(),
    facilityId: "fac_0",
    subjectId: "res_0",
    residentId: "res_0",
    placeId: null,
    deviceId: null,
    rule: "sos",
    kind: "sos",
    class: "physiological",
    severity: "critical",
    state: "raised",
    latched: true,
    conditionActive: true,
    late: false,
    sign: null,
    value: null,
    observedAtMs: T,
    raisedAtMs: T,
    resolvedAtMs: null,
    outcome: null,
    prompt120: false,
    onSite: { ...WAITING, by: { userId: "usr_1", clinicId: null, name: "李护士", role: "nurse" } },
    medical: WAITING,
    evidenceCount: 1,
    hold: null,
    version: 1,
    ...over,
  };
}
export function aDelivery(over: Partial<Delivery> = {}): Delivery {
  return {
    id: "msg_1",
    alertId: "alert",
    facilityId: "fac_0",
    track: "medical",
    channel: "webhook",
    channelId: null,
    recipientId: "cli_1",
    afterId: null,
    waitMs: 0,
    eventType: "alert.raised",
    step: 0,
    urgent: true,
    body: '{"type":"alert.raised"}',
    createdAtMs: T,
    ...over,
  };
}
