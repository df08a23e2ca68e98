import { probeClinic } from "../alerts/notify/probe.ts";
import type { Alert } from "../domain/alert.ts";
import type { DeliveryAttempt } from "../domain/delivery.ts";
import type { Publish } from "../domain/publish.ts";
import { startAnnunciating, type Annunciating, type AnnunciatingParts } from "./annunciating.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { startReachWatch, type ReachWatch } from "./reach-watch.ts";

/** What a home hears and sees by itself, with the Internet cut: annunciators, and whether clinics can be told. */
export interface House {
  readonly annunciating: Annunciating;
  readonly reach: ReachWatch;
  /** An alert changed; called before its transaction has ended. */
  changed(alert: Alert): void;
  attempted(attempt: DeliveryAttempt): void;
  heard(publish: Publish): void;
  presence(change: { readonly deviceId: string; readonly online: boolean }): void;
}
export function startHouse(
  parts: Omit<AnnunciatingParts, "reachOf"> & { readonly allowOrigins: readonly string[] },
  lifecycle: Lifecycle,
): House {
  const { directory, clock, allowOrigins } = parts;
  const allowed = new Set(allowOrigins);
  const annunciating: Annunciating = startAnnunciating({ ...parts, reachOf: (facilityId) => reach.of(facilityId) }, lifecycle);
  const reach = startReachWatch(
    { directory, clock, probe: (clinic) => probeClinic(clinic, allowed), onChange: annunciating.changed },
    lifecycle,
  );
  return {
    annunciating,
    reach,
    changed: ({ facilityId }) => annunciating.changed(facilityId),
    attempted: reach.attempted,
    heard: annunciating.heard,
    presence: ({ deviceId, online }) => (online ? annunciating.connected(deviceId) : undefined),
  };
}
