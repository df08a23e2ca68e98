import type { Silence } from "../../domain/hold.ts";
import type { Alert, TrackState } from "../../domain/alert.ts";
import { PLAIN_CONTRACT, type Contract } from "../../domain/contract.ts";
import type { DeviceMessage, EventType } from "../../domain/device-message.ts";
import type { Assignment, Clinic, Device, Facility, Gateway, Place, Resident } from "../../domain/directory.ts";
import type { Sample } from "../../domain/observation.ts";
import { PLAIN_PLACE } from "../../domain/place-use.ts";
import type { Publish } from "../../domain/publish.ts";
import type { SignKey } from "../../domain/signs.ts";
import { deviceTopic } from "../../domain/topics.ts";
import { MONDAY_MORNING_MS } from "./manual-clock.ts";

/** Things of one small home: 岁安 has room 302, in it one resident with a wristband. Every builder takes what differs. */
export const aFacility = (other: Partial<Facility> = {}): Facility => ({ id: "fac_1", name: "岁安养老院", staffed: true, ...other });
export const aPlace = (other: Partial<Place> = {}): Place => ({
  id: "plc_302",
  facilityId: "fac_1",
  building: "A",
  floor: "3",
  name: "302",
  ...PLAIN_PLACE,
  ...other,
});
export const aResident = (other: Partial<Resident> = {}): Resident => ({
  id: "res_1",
  facilityId: "fac_1",
  name: "测试住户甲",
  placeId: "plc_302",
  level: 2,
  birthYear: 1940,
  ...other,
});
export const aDevice = (other: Partial<Device> = {}): Device => ({
  id: "dev_1",
  facilityId: "fac_1",
  kind: "wristband",
  gatewayId: null,
  address: null,
  ...other,
});
export const aGateway = (other: Partial<Gateway> = {}): Gateway => ({ id: "gtw_1", facilityId: "fac_1", dialect: "zigbee2mqtt", ...other });
export const anAssignment = (other: Partial<Assignment> = {}): Assignment => ({
  id: "asg_1",
  deviceId: "dev_1",
  residentId: "res_1",
  placeId: null,
  fromMs: MONDAY_MORNING_MS - 86_400_000,
  toMs: null,
  ...other,
});
export const aClinic = (other: Partial<Clinic> = {}): Clinic => ({
  id: "cli_1",
  name: "社区卫生服务中心",
  webhookUrl: "http://127.0.0.1:9/hook",
  webhookSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  loopbackAllowed: true,
  ...other,
});
export const aContract = (other: Partial<Contract> = {}): Contract => ({
  id: "con_1",
  facilityId: "fac_1",
  clinicId: "cli_1",
  fromMs: MONDAY_MORNING_MS - 86_400_000,
  toMs: null,
  ...PLAIN_CONTRACT,
  ...other,
});

export const aSample = (sign: SignKey, value: number, other: Partial<Sample> = {}): Sample => ({ sign, value, quality: "good", ...other });

/** A message of the wristband with one good heart rate; give `samples` for others. */
export function anObservation(other: Partial<DeviceMessage> = {}): DeviceMessage {
  const observedAtMs = other.observedAtMs ?? MONDAY_MORNING_MS;
  return {
    device: aDevice(),
    residentId: "res_1",
    placeId: null,
    observedAtMs,
    receivedAtMs: observedAtMs,
    late: false,
    deviceAtMs: null,
    clockFault: null,
    identity: `dev_1:${observedAtMs}`,
    samples: [aSample("heartRate", 72)],
    method: null,
    grade: "consumer",
    event: null,
    ...other,
  };
}
export const anEvent = (type: EventType = "sos", other: Partial<DeviceMessage> = {}): DeviceMessage =>
  anObservation({
    samples: [],
    event: { type, detail: {} },
    identity: `dev_1:${type}:${other.observedAtMs ?? MONDAY_MORNING_MS}`,
    ...other,
  });

/** A publish of the wristband as the front door hands it on; `body` is written as JSON unless it is text or bytes already. */
export function aPublish(body: unknown = { at: MONDAY_MORNING_MS, seq: 1, heartRate: 72 }, other: Partial<Publish> = {}): Publish {
  return {
    principal: { id: "dev_1", facilityId: "fac_1", type: "device" },
    topic: deviceTopic("fac_1", "dev_1", "observations"),
    payload: body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
    qos: 1,
    dup: false,
    retain: false,
    packetId: 1,
    receivedAtMs: MONDAY_MORNING_MS,
    ...other,
  };
}

export const aTrack = (other: Partial<TrackState> = {}): TrackState => ({
  owed: true,
  state: "waiting",
  by: null,
  acknowledgedAtMs: null,
  doneAtMs: null,
  dueAtMs: null,
  step: 0,
  ...other,
});
/** An SOS that was just raised. */
export const anAlert = (other: Partial<Alert> = {}): Alert => ({
  id: "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e11",
  facilityId: "fac_1",
  subjectId: "res_1",
  residentId: "res_1",
  placeId: null,
  deviceId: "dev_1",
  rule: "sos",
  kind: "sos",
  class: "physiological",
  severity: "critical",
  state: "raised",
  latched: true,
  conditionActive: false,
  late: false,
  sign: null,
  value: null,
  observedAtMs: MONDAY_MORNING_MS,
  raisedAtMs: MONDAY_MORNING_MS,
  resolvedAtMs: null,
  outcome: null,
  prompt120: true,
  onSite: aTrack(),
  medical: aTrack(),
  evidenceCount: 1,
  hold: null,
  version: 1,
  ...other,
});
export const aSilence = (other: Partial<Silence> = {}): Silence => ({
  id: "sil_1",
  facilityId: "fac_1",
  residentId: "res_1",
  rule: "heartRate.high",
  deviceId: null,
  reason: "known fever",
  by: { userId: "usr_nurse", clinicId: null, name: "Zhao", role: "nurse" },
  fromMs: MONDAY_MORNING_MS,
  untilMs: MONDAY_MORNING_MS + 3_600_000,
  endedMs: null,
  endedBy: null,
  ...other,
});
