import type { SilenceView } from "../domain/hold.ts";
import type { ApiPorts } from "./ports.ts";
import type { Viewer } from "./viewer.ts";
import { seesNames } from "./views.ts";

/** Silences of a facility in force, as the viewer may see them. */
export function silenceViews(ports: ApiPorts, viewer: Viewer, facilityId: string): SilenceView[] {
  const { desk, directory } = ports;
  const hasNames = seesNames(ports, viewer, facilityId);
  const open = desk.open(facilityId);
  return desk.silencesOf(facilityId).map((silence) => ({
    id: silence.id,
    facilityId,
    residentId: silence.residentId,
    residentName: hasNames ? (directory.resident(silence.residentId)?.name ?? null) : null,
    room: directory.roomName(silence.residentId, null),
    rule: silence.rule,
    deviceId: silence.deviceId,
    by: hasNames ? silence.by.name : silence.by.role,
    // Written freely: it may name somebody.
    reason: hasNames ? silence.reason : null,
    from: silence.fromMs,
    until: silence.untilMs,
    alertIds: open.flatMap(({ alert: { id, hold } }) => (hold?.type === "silence" && hold.silenceId === silence.id ? [id] : [])),
  }));
}
