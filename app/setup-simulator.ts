import { makeDevice } from "../api/make-devices.ts";
import type { ApiPorts } from "../api/ports.ts";
import type { SetupSimulator } from "../api/setup-ports.ts";
import { AnhuError, errorText } from "../domain/errors.ts";
import type { SimulatorRun } from "../domain/setup.ts";
import { openSimulatedDevice } from "../simulators/home-device.ts";
import { makeDevice as makeSimulated } from "../simulators/devices/make-device.ts";
import { makeResidentLife } from "../simulators/physiology.ts";
import { seedOf } from "../simulators/random.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";

/** Long enough to look around, short enough not to be forgotten. */
const RUNS_MS = 10 * 60_000;
/** It is looked back so long when it starts, so that it speaks at once. */
const LOOK_BACK_MS = 30_000;
const EVERY_MS = 1_000;
const KIND = "wristband";

export interface SimulatorParts extends Pick<ApiPorts, "records" | "clock" | "assigned" | "changed" | "revoked"> {
  readonly log: Logger;
  /** Where our own listener is; `null`: devices sign in elsewhere, or nothing listens yet. */
  readonly mqttUrl: () => string | null;
}
/**
 * A wristband that the server plays for one resident of a home. When it ends, the device is taken back and its credential ends, so that nobody
 * misses its readings; what a stopped server left running is ended at the next start.
 */
export function makeSetupSimulator(parts: SimulatorParts, lifecycle: Lifecycle): SetupSimulator & { endLeftOver(): Promise<void> } {
  const { records, clock, log } = parts;
  const runs = new Map<string, SimulatorRun & { close(): Promise<void> }>();
  const starting = new Map<string, Promise<SimulatorRun>>();

  async function takeBack(facilityId: string, deviceId: string): Promise<void> {
    const assignment = await records.assignDevice({ deviceId, residentId: null, placeId: null, atMs: clock.now() });
    await parts.assigned(assignment);
    await records.revokeCredential(deviceId);
    await records.labelDevice({ deviceId, facilityId, serial: serialOf(deviceId), simulatedUntilMs: null });
    await parts.changed("devices");
    await parts.revoked(deviceId);
  }
  async function stop(facilityId: string): Promise<void> {
    const run = runs.get(facilityId);
    if (run === undefined) return;
    runs.delete(facilityId);
    await run.close();
    await takeBack(facilityId, run.deviceId);
  }
  async function begin(facilityId: string, residentId: string, mqttUrl: string): Promise<SimulatorRun> {
    const endsAt = clock.now() + RUNS_MS;
    const made = await makeDevice(parts, { facilityId, kind: KIND, gatewayId: null, address: null, residentId, placeId: null });
    const { id: deviceId, username, password, topics } = made;
    const seed = seedOf(1, "setup", deviceId);
    const device = makeSimulated(KIND, { seed, life: makeResidentLife(seed, { copd: false }) });
    if (username === null || password === null || topics === null || device === null)
      throw new AnhuError("BAD_INPUT", `simulating device ${deviceId}: it has no credential of its own`);
    await records.labelDevice({ deviceId, facilityId, serial: serialOf(deviceId), simulatedUntilMs: endsAt });
    await parts.changed("devices");
    const { link, step } = openSimulatedDevice({ mqttUrl, username, password, topics, device, clock, runOf: () => null });
    let lastMs = clock.now() - LOOK_BACK_MS;
    const timer = setInterval(() => {
      const nowMs = clock.now();
      if (nowMs >= endsAt) return void stop(facilityId).catch(failed);
      if (nowMs <= lastMs) return;
      step(Math.max(lastMs, nowMs - LOOK_BACK_MS), nowMs);
      lastMs = nowMs;
    }, EVERY_MS);
    const run = { deviceId, residentId, endsAt };
    runs.set(facilityId, {
      ...run,
      async close() {
        clearInterval(timer);
        await link.close();
      },
    });
    return run;
  }
  function failed(error: unknown): void {
    log.warn({ why: errorText(error) }, "a simulated device was not taken back; the next start does it");
  }
  lifecycle.add("simulated devices of the set-up", () => Promise.all([...runs.keys()].map(stop)));
  return {
    running(facilityId) {
      const run = runs.get(facilityId);
      return run === undefined ? null : { deviceId: run.deviceId, residentId: run.residentId, endsAt: run.endsAt };
    },
    stop,
    async start({ facilityId, residentId }) {
      const mqttUrl = parts.mqttUrl();
      if (mqttUrl === null)
        throw new AnhuError("CONFLICT", "simulating a device: devices sign in at an external broker; connect a real one instead");
      // Pressed twice: one of them.
      const waiting = starting.get(facilityId);
      if (waiting !== undefined) return waiting;
      const running = runs.get(facilityId);
      if (running?.residentId === residentId) return { deviceId: running.deviceId, residentId, endsAt: running.endsAt };
      const started = stop(facilityId)
        .then(() => begin(facilityId, residentId, mqttUrl))
        .finally(() => starting.delete(facilityId));
      starting.set(facilityId, started);
      return started;
    },
    async endLeftOver() {
      for (const { deviceId, facilityId, simulatedUntilMs } of await records.deviceLabels(null))
        if (simulatedUntilMs !== null) await takeBack(facilityId, deviceId);
    },
  };
}
/** Stands where a maker's number would: whoever lists devices sees what it was. */
function serialOf(deviceId: string): string {
  return `SIMULATED-${deviceId.slice(-8).toUpperCase()}`;
}
