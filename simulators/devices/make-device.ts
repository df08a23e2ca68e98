import type { DeviceKind } from "../../domain/device-kinds.ts";
import { makeBedMat } from "./bed-mat.ts";
import type { DeviceInput, SimulatedDevice } from "./device.ts";
import { makeChangeSensor, makeEventDevice } from "./room-devices.ts";
import { makeSpotDevice } from "./spot-devices.ts";
import { makeTag } from "./tag.ts";
import { makeWristband } from "./wristband.ts";

/** A device of this kind with a credential of its own; `null` for kinds that nobody simulates yet. */
export function makeDevice(kind: DeviceKind, input: DeviceInput): SimulatedDevice | null {
  switch (kind) {
    case "wristband":
      return makeWristband(input);
    case "bedMat":
      return makeBedMat(input);
    case "oximeter":
    case "bpCuff":
    case "thermometer":
      return makeSpotDevice(kind, input);
    case "doorSensor":
    case "motionSensor":
      return makeChangeSensor(kind, input);
    case "tag":
      return makeTag(input);
    case "sosButton":
    case "leakSensor":
    case "smokeDetector":
    case "gasDetector":
      return makeEventDevice(kind, input);
    case "watch":
    case "bedsideMonitor":
    case "glucometer":
    case "scale":
    case "fallRadar":
    case "roomClimate":
    case "phone":
    case "badge":
    case "corridorLight":
    case "siren":
    case "pager":
    case "speaker":
    case "nurseCallRelay":
    case "drillDevice":
    case "entry":
      return null;
  }
}
