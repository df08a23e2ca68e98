import type { DeviceKind, Dialect } from "./device-kinds.ts";
import type { PlaceDetail } from "./place-use.ts";

/** Who holds a device during a period: a resident, or a place (a room, a corridor). `toMs` null = still. */
export interface Assignment {
  readonly id: string;
  readonly deviceId: string;
  readonly residentId: string | null;
  readonly placeId: string | null;
  readonly fromMs: number;
  readonly toMs: number | null;
}
export interface Device {
  readonly id: string;
  readonly facilityId: string;
  readonly kind: DeviceKind;
  /** Behind which gateway, and under which name there (`FRIENDLY_NAME`, `user/device`); both null for a device with its own credential. */
  readonly gatewayId: string | null;
  readonly address: string | null;
}
export interface Gateway {
  readonly id: string;
  readonly facilityId: string;
  readonly dialect: Dialect;
}
/** Log-in of a device or gateway. `secretHash` is SHA-256 of a secret of ≥ 128 random bits. */
export interface Credential {
  readonly id: string;
  readonly facilityId: string;
  readonly type: "device" | "gateway";
  readonly dialect: Dialect | null;
  readonly secretHash: Uint8Array;
  readonly revoked: boolean;
}
/** What is said of a facility beside its name; `null`: nothing. */
export interface FacilityDetail {
  /** Where an ambulance drives to. */
  readonly address: string | null;
  /** Where 120 rings back. */
  readonly callbackPhone: string | null;
  /** So long the family hears nothing of what nobody has taken; ms. */
  readonly familyAfterMs: number | null;
}
/** Staffed = somebody on site day and night; unstaffed = home-care area, living alone (practice §5.5). */
export interface Facility extends Partial<FacilityDetail> {
  readonly id: string;
  readonly name: string;
  readonly staffed: boolean;
  /** Left out: added before that was kept. */
  readonly addedAtMs?: number;
}
export interface Place extends PlaceDetail {
  readonly id: string;
  readonly facilityId: string;
  readonly building: string;
  readonly floor: string;
  /** Room name, e.g. `302`. */
  readonly name: string;
}
/** Care levels of GB/T 42195-2022 (0 intact … 4 fully disabled). */
export type CareLevel = 0 | 1 | 2 | 3 | 4;
export interface Resident {
  readonly id: string;
  readonly facilityId: string;
  readonly name: string;
  readonly placeId: string;
  readonly level: CareLevel;
  readonly birthYear: number | null;
}
export interface Clinic {
  readonly id: string;
  readonly name: string;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  /** The administrator added it with a loopback address. */
  readonly loopbackAllowed: boolean;
}
/** Whom else to call or tell: duty phone of a facility, neighbour, relative. Shown to staff, never pushed. */
export interface Contact {
  readonly id: string;
  readonly facilityId: string;
  readonly residentId: string | null;
  readonly role: "onDutyCaregiver" | "nurse" | "nextContact" | "emergencyContact";
  readonly name: string;
  readonly phone: string;
}
