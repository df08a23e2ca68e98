import type { Device } from "../domain/directory.ts";
import type { QuarantineEntry } from "../domain/publish.ts";
import { deviceTopic } from "../domain/topics.ts";
import type { Appended } from "../store/historian/historian-protocol.ts";

/** What the historian did not store, as entries of the quarantine; what is of a device that nobody knows any more is left out. */
export function notStored(
  { conflicts, refused }: Appended,
  deviceOf: (deviceId: string) => Device | undefined,
): readonly QuarantineEntry[] {
  return [
    ...conflicts.map(({ deviceId, sign, atMs, receivedAtMs, value }) => ({
      ...{ deviceId, atMs, receivedAtMs, values: { [sign]: value }, reason: "identityConflict" as const },
      detail: `${sign}: another value of the same device, sign and time came before`,
    })),
    ...refused.map((each) => ({
      ...each,
      reason: "refusedByStore" as const,
      detail: `the historian's store does not take it: ${each.reason}`,
    })),
  ].flatMap(({ deviceId, atMs, receivedAtMs, values, reason, detail }): QuarantineEntry[] => {
    const device = deviceOf(deviceId);
    if (device === undefined) return [];
    const { facilityId } = device;
    const topic = deviceTopic(facilityId, device.id, "observations");
    const payload = Buffer.from(JSON.stringify({ at: atMs, ...values }));
    return [{ facilityId, principalId: device.gatewayId ?? device.id, topic, reason, detail, payload, receivedAtMs }];
  });
}
