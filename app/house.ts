import { createHmac } from "node:crypto";
import type { Desk } from "../alerts/desk.ts";
import { probeClinic } from "../alerts/notify/probe.ts";
import type { DrillPort } from "../api/drill-ports.ts";
import type { Alert } from "../domain/alert.ts";
import type { DeliveryAttempt } from "../domain/delivery.ts";
import { publishAsDevice, type DeviceSignIn } from "../broker/publish-as-device.ts";
import { DRILL_KIND } from "../domain/device-kinds.ts";
import { AnhuError } from "../domain/errors.ts";
import { sha256 } from "../domain/ids.ts";
import { deviceTopic } from "../domain/topics.ts";
import type { Publish } from "../domain/publish.ts";
import { startAnnunciating, type Annunciating, type AnnunciatingParts } from "./annunciating.ts";
import { listOf, type Settings } from "./config.ts";
import { startDrills } from "./drills/drills.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Stores } from "./stores.ts";
import { startReachWatch, type ReachWatch } from "./reach-watch.ts";

/** What a home hears and sees by itself, with the Internet cut: annunciators, and whether clinics can be told. */
export interface House {
  readonly drills: DrillPort;
  readonly annunciating: Annunciating;
  readonly reach: ReachWatch;
  /** An alert changed; called before its transaction has ended. */
  changed(alert: Alert): void;
  attempted(attempt: DeliveryAttempt): void;
  heard(publish: Publish): void;
  presence(change: { readonly deviceId: string; readonly online: boolean }): void;
}
export interface HouseParts extends Omit<AnnunciatingParts, "reachOf" | "records" | "desk"> {
  readonly desk: Desk;
  readonly records: Stores["records"]["records"];
  readonly settings: Settings;
  /** Of the server: the secrets of drill devices follow from it. */
  readonly linkKey: Uint8Array;
}
/** Starts what watches over a home beside its rules. Called after the desk, which knows what is open. */
export function startHouse(parts: HouseParts, lifecycle: Lifecycle): House {
  const { directory, clock, records, settings } = parts;
  const allowed = new Set(listOf(settings.ANHU_WEBHOOK_ALLOW));
  const annunciating: Annunciating = startAnnunciating({ ...parts, reachOf: (facilityId) => reach.of(facilityId) }, lifecycle);
  const reach = startReachWatch(
    { directory, clock, probe: (clinic) => probeClinic(clinic, allowed), onChange: annunciating.changed },
    lifecycle,
  );
  const secretOf = (facilityId: string, clinicId: string): string =>
    createHmac("sha256", parts.linkKey).update(["drill", facilityId, clinicId].join("\u0000")).digest("base64url");
  const drills = startDrills(
    {
      ...parts,
      async makeDevice(facilityId, clinicId) {
        const secretHash = sha256(secretOf(facilityId, clinicId));
        const device = { facilityId, kind: DRILL_KIND, gatewayId: null, address: null, residentId: null, placeId: null };
        return (await records.addDevice({ ...device, secretHash, atMs: clock.now() })).id;
      },
      press({ facilityId, clinicId, deviceId }, atMs) {
        const event = JSON.stringify({ at: atMs, seq: atMs, type: "sos", detail: { drill: true } });
        const signIn = signInOf(parts, deviceId, secretOf(facilityId, clinicId));
        return publishAsDevice(signIn, deviceTopic(facilityId, deviceId, "events"), event);
      },
    },
    lifecycle,
  );
  return {
    annunciating,
    reach,
    drills: drills.port,
    changed(alert) {
      annunciating.changed(alert.facilityId);
      drills.changed(alert);
    },
    attempted(attempt) {
      reach.attempted(attempt);
      drills.attempted(attempt);
    },
    heard: annunciating.heard,
    presence: ({ deviceId, online }) => (online ? annunciating.connected(deviceId) : undefined),
  };
}
/** At our own front door as the device itself; an external broker knows the server's account. */
function signInOf({ settings, late }: HouseParts, deviceId: string, password: string): DeviceSignIn {
  const { ANHU_MQTT_URL: external, ANHU_MQTT_USERNAME: username, ANHU_MQTT_PASSWORD: secret } = settings;
  if (external === undefined) {
    if (late.door === undefined) throw new AnhuError("DELIVERY_FAILED", "drilling: nothing listens for devices yet; try again in a moment");
    return { url: late.door.url, clientId: deviceId, username: deviceId, password };
  }
  const account = { ...(username === undefined ? {} : { username }), ...(secret === undefined ? {} : { password: secret }) };
  return { url: external, clientId: `anhu-drill-${deviceId}`, ...account };
}
