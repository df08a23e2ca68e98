import type { Desk } from "../alerts/desk.ts";
import type { Api } from "../api/server.ts";
import type { CustodyAudit } from "./custody-audit.ts";
import type { Engine } from "./engine.ts";
import type { makeSetupSimulator } from "./setup-simulator.ts";
import type { GoneChannels } from "./gone-channels.ts";
import type { House } from "./house.ts";
import type { FrontDoor } from "./front-door.ts";

/** Parts that are called by parts that are built before them; nothing calls before the last is built. */
export interface Late {
  desk?: Desk;
  api?: Api;
  engine?: Engine;
  door?: FrontDoor;
  custody?: CustodyAudit;
  house?: House;
  goneChannels?: GoneChannels;
  simulator?: ReturnType<typeof makeSetupSimulator>;
}
