import { ANNUNCIATOR_KINDS } from "../domain/annunciator.ts";
import { AnhuError } from "../domain/errors.ts";
import type { DeviceTopics, HomeDevice, HomeDocument, HomeImported } from "../domain/home-document.ts";
import type { Clock } from "../domain/time.ts";
import { openSimulatedAnnunciator, type AnnounceCommand } from "./annunciator.ts";
import { openDeviceLink, type DeviceLink } from "./device-link.ts";
import { makeDevice } from "./devices/make-device.ts";
import { BRIDGE_OFFLINE, BRIDGE_ONLINE, makeZigbeeHome } from "./devices/zigbee-home.ts";
import { makeZigbeeChild } from "./devices/zigbee-child.ts";
import type { ScenarioRun, ScenarioStep } from "./effects.ts";
import { makeHomeResidents } from "./home-residents.ts";
import { openSimulatedDevice } from "./home-device.ts";
import { seedOf } from "./random.ts";

export interface StartHomeOptions {
  readonly mqttUrl: string;
  readonly document: HomeDocument;
  /** The answer of the import: ids and secrets by the keys of the document. */
  readonly imported: HomeImported;
  /** The server's time: its own clock in a simulation. */
  readonly clock: Clock;
  readonly seed?: number;
  /** Keys of residents with COPD, who live at 90–92 %. */
  readonly copd?: readonly string[];
  /** How often the home is looked at, real ms. */
  readonly everyMs?: number;
  /** Told what a light or siren of the home shows, by the key of the document. */
  readonly onShow?: (deviceKey: string, command: AnnounceCommand) => void;
  /** Told when a step of a scenario begins. */
  readonly onStep?: (residentKey: string, step: ScenarioStep) => void;
}
export interface RunningHome {
  /** Starts a scenario now. @throws {AnhuError} `NOT_FOUND` for an unknown scenario or resident */
  play(scenarioKey: string, residentKey: string): ScenarioRun;
  readonly counts: { readonly links: number; readonly connected: number; readonly sent: number; readonly acknowledged: number };
  /** Resolves when everything said so far is acknowledged. */
  drained(): Promise<void>;
  /** Breaks every connection without DISCONNECT; they come back. */
  breakConnections(): void;
  close(): Promise<void>;
}
interface DeviceCredential {
  readonly key: string;
  readonly username: string;
  readonly password: string;
  readonly topics: DeviceTopics;
}
/** Residents are looked back at this long when the home starts, so that every device speaks at once. */
const LOOK_BACK_MS = 30_000;
/** Lights and sirens say that they are there (docs/annunciators.md: at least every five minutes). */
const REPEATS_MS = 4 * 60_000;
/** After a longer pause (a machine that slept) the time between is left out. */
const LONGEST_STEP_MS = 6 * 60 * 60_000;

/** Lives a home over MQTT until it is closed. @throws {AnhuError} `BAD_INPUT` when document and answer do not belong together */
export function startHome(options: StartHomeOptions): RunningHome {
  const { document, imported, clock, seed = 1, mqttUrl } = options;
  const residents = makeHomeResidents(document, seed, options.copd);
  const links: DeviceLink[] = [];
  const steppers: ((fromMs: number, toMs: number) => void)[] = [];

  const own = document.devices
    .filter(({ gateway }) => gateway === undefined)
    .map((device) => ({ device, credentials: credentialsOf(device, imported) }));
  const gateways = document.gateways
    .filter(({ dialect }) => dialect === "zigbee2mqtt")
    .map(({ key }) => ({ gatewayKey: key, credential: imported.gateways.find((made) => made.key === key) ?? missing(key) }));
  for (const { device, credentials } of own) {
    if (ANNUNCIATOR_KINDS.some((kind) => kind === device.kind)) {
      for (const { key, username, password, topics } of credentials) {
        const onShow = (command: AnnounceCommand) => options.onShow?.(key, command);
        const annunciator = openSimulatedAnnunciator({ mqttUrl, username, password, topics, onShow });
        links.push(annunciator.link);
        steppers.push((fromMs, toMs) => {
          if (Math.floor(fromMs / REPEATS_MS) !== Math.floor(toMs / REPEATS_MS)) annunciator.repeat();
        });
      }
      continue;
    }
    const resident = residents.near(device);
    for (const { key, username, password, topics } of credentials) {
      const simulated = makeDevice(device.kind, { seed: seedOf(seed, "device", key), life: residents.life(resident) });
      if (simulated === null) continue;
      const runOf = (): ScenarioRun | null => residents.runOf(resident);
      const opened = openSimulatedDevice({ mqttUrl, username, password, topics, device: simulated, clock, runOf });
      links.push(opened.link);
      steppers.push(opened.step);
    }
  }
  for (const { gatewayKey, credential } of gateways) {
    const behind = document.devices.filter(({ gateway }) => gateway === gatewayKey);
    const residentOf = new Map(behind.map((device) => [device.address ?? device.key, residents.near(device)]));
    const children = behind.flatMap(({ kind, key, room, address = key }) => {
      const life = residents.life(residentOf.get(address) ?? "");
      return (
        makeZigbeeChild({ kind, name: address, seed: seedOf(seed, "device", key), life, isBathroom: residents.isBathroom(room) }) ?? []
      );
    });
    const home = makeZigbeeHome(children);
    const { username, password } = credential;
    const link = openDeviceLink({ mqttUrl, username, password, will: BRIDGE_OFFLINE, greeting: BRIDGE_ONLINE, farewell: BRIDGE_OFFLINE });
    links.push(link);
    steppers.push((fromMs, toMs) => home.step(fromMs, toMs, (name) => residents.runOf(residentOf.get(name) ?? "")).forEach(link.send));
  }

  let lastMs = clock.now() - LOOK_BACK_MS;
  function look(): void {
    const nowMs = clock.now();
    if (nowMs <= lastMs) return;
    const fromMs = Math.max(lastMs, nowMs - LONGEST_STEP_MS);
    lastMs = nowMs;
    for (const step of steppers) step(fromMs, nowMs);
    for (const { residentKey, step } of residents.stepsBetween(fromMs, nowMs)) options.onStep?.(residentKey, step);
  }
  look();
  const timer = setInterval(look, options.everyMs ?? 250);
  return {
    /** A run starts after what was already looked at, so that its first step is not missed. */
    play: (scenarioKey, residentKey) => residents.play(scenarioKey, residentKey, Math.max(clock.now(), lastMs + 1)),
    get counts() {
      return {
        links: links.length,
        connected: links.filter(({ isConnected }) => isConnected).length,
        sent: links.reduce((sum, { counts }) => sum + counts.sent, 0),
        acknowledged: links.reduce((sum, { counts }) => sum + counts.acknowledged, 0),
      };
    },
    async drained() {
      await Promise.all(links.map((link) => link.drained()));
    },
    breakConnections: () => links.forEach((link) => link.breakConnection()),
    async close() {
      clearInterval(timer);
      await Promise.all(links.map((link) => link.close()));
    },
  };
}
/** Credentials of a device, one for each of its `count`. @throws {AnhuError} `BAD_INPUT` when one is missing */
function credentialsOf(device: HomeDevice, imported: HomeImported): readonly DeviceCredential[] {
  const keys = device.count === undefined ? [device.key] : Array.from({ length: device.count }, (_, index) => `${device.key}-${index + 1}`);
  return keys.map((key) => {
    const made = imported.devices.find((candidate) => candidate.key === key);
    if (made === undefined || made.username === null || made.password === null || made.topics === null) return missing(key);
    return { key, username: made.username, password: made.password, topics: made.topics };
  });
}
function missing(key: string): never {
  throw new AnhuError("BAD_INPUT", `simulating a home: no credential for ${key}; give the answer of the import of this very document`);
}
