import type { Socket } from "socket.io";
import type { LiveEvents } from "../domain/live-events.ts";
import { mayDo } from "../domain/rights.ts";
import { clinicInbox, clinicItem } from "./clinic-inbox.ts";
import type { Links } from "./links.ts";
import type { ApiPorts } from "./ports.ts";
import { alertTarget, NO_TARGET, relationsNow, type FoundAlert } from "./targets.ts";
import type { Viewer } from "./viewer.ts";

/** What a socket that watches its clinic's inbox has been shown. */
export interface ClinicWatching {
  readonly viewer: Viewer;
  /** Ids of the alerts on its screen; `null`: it does not watch. */
  shown: Set<string> | null;
}
type Screen = Pick<Socket<Record<string, never>, LiveEvents, Record<string, never>, ClinicWatching>, "emit" | "data">;

export interface ClinicRoom {
  /** `false`: the person belongs to no clinic. */
  join(data: ClinicWatching): boolean;
  /** An alert was raised or changed. */
  changed(screen: Screen, found: FoundAlert): void;
  /** What may no longer be seen leaves the screen. */
  tick(screen: Screen): void;
}
/** The live side of a clinic's inbox: each event goes to people of a clinic that was told of the alert and may see it at that moment. */
export function makeClinicRoom(ports: ApiPorts, links: Pick<Links, "handover">): ClinicRoom {
  const gone = (screen: Screen, alertId: string) => {
    if (screen.data.shown?.delete(alertId) === true) screen.emit("clinicGone", { now: ports.clock.now(), alertId });
  };
  return {
    join(data) {
      const mayRead = mayDo(data.viewer.role, "readClinicInbox", relationsNow(ports, data.viewer, NO_TARGET));
      if (!mayRead || data.viewer.user?.clinicId == null) return false;
      data.shown = new Set(clinicInbox(ports, links, data.viewer).map(({ alert }) => alert.id));
      return true;
    },
    changed(screen, found) {
      const { shown, viewer } = screen.data;
      if (shown === null) return;
      const item = clinicItem(ports, links, viewer, found);
      if (item === null) return gone(screen, found.alert.id);
      shown.add(found.alert.id);
      screen.emit("clinicItem", { now: ports.clock.now(), item });
    },
    tick(screen) {
      const { shown, viewer } = screen.data;
      for (const alertId of shown ?? []) {
        const found = ports.desk.find(alertId);
        if (found === undefined || !mayDo(viewer.role, "readAlert", relationsNow(ports, viewer, alertTarget(found)))) gone(screen, alertId);
      }
    },
  };
}
