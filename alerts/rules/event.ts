import { DRILL_KIND } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { isDrill } from "../../domain/drill.ts";
import type { Signal } from "../signal.ts";
import type { Catalogue } from "./catalogue.ts";
import type { EventRule } from "./types.ts";
import { subjectOf } from "../signal.ts";

/**
 * What an event of a message raises. Pure: the event lane calls it at once, the evaluator after the commit, and both get the same
 * identity, so the second is ignored. A late SOS or fall pages all the same and says how late it is; the other kinds are withheld.
 */
export function eventSignals(catalogue: Catalogue, message: DeviceMessage): readonly Signal[] {
  if (message.event === null) return [];
  const { type } = message.event;
  // The device alone says that it is a drill: nothing in a message can make one of a real call.
  const ofDrill = message.device.kind === DRILL_KIND;
  const rule = catalogue.rules.find(
    (candidate): candidate is EventRule =>
      candidate.type === "event" && candidate.event === type && isDrill({ rule: candidate.id }) === ofDrill,
  );
  if (rule === undefined) return [];
  return [
    {
      type: "raise",
      ...(ofDrill ? subjectOf({ device: message.device, residentId: null, placeId: null }) : subjectOf(message)),
      deviceId: message.device.id,
      rule: rule.id,
      kind: rule.kind,
      class: rule.class,
      severity: rule.severity,
      latched: rule.latched,
      identity: message.identity,
      sign: null,
      value: null,
      observedAtMs: message.observedAtMs,
      atMs: message.receivedAtMs,
      late: message.late,
      medicalGrade: message.grade === "medical",
      measureWith: null,
      why: null,
    },
  ];
}
