import type { Records, TypedEntry } from "../api/ports.ts";
import { ENTRY_KIND } from "../domain/device-kinds.ts";
import type { Assignment } from "../domain/directory.ts";
import { AnhuError } from "../domain/errors.ts";
import type { Kept, Publish } from "../domain/publish.ts";
import type { Clock } from "../domain/time.ts";
import { deviceTopic } from "../domain/topics.ts";
import type { HomeDirectory } from "./home-directory.ts";

export interface TypedEntryPorts {
  readonly clock: Clock;
  readonly directory: Pick<HomeDirectory, "entryDevice">;
  readonly records: Pick<Records, "addDevice">;
  accept(publish: Publish, answer: (kept: Kept) => void): void;
  /** The local directory shows what was added. */
  changed(): Promise<void>;
  assigned(assignment: Pick<Assignment, "deviceId" | "residentId" | "placeId" | "fromMs">): Promise<void>;
}
/**
 * The door for what a person typed: a publish on the resident's own entry device, so that identity, rules, historian, screens and a replay
 * see it as they see every message. The device is made with the first entry.
 */
export function makeTypedEntries(ports: TypedEntryPorts): (entry: TypedEntry) => Promise<{ readonly deviceId: string }> {
  /** Two people who type for one resident at once share the device. */
  const making = new Map<string, Promise<string>>();

  async function make({ residentId, facilityId }: TypedEntry): Promise<string> {
    const held = { residentId, placeId: null };
    // From the beginning of time: what was measured before the first entry was typed belongs to the resident too.
    const device = { facilityId, kind: ENTRY_KIND, gatewayId: null, address: null, secretHash: null, ...held, atMs: 0 };
    const { id } = await ports.records.addDevice(device);
    await ports.changed();
    await ports.assigned({ deviceId: id, ...held, fromMs: 0 });
    return id;
  }
  function deviceOf(entry: TypedEntry): Promise<string> | string {
    const known = ports.directory.entryDevice(entry.residentId)?.id ?? making.get(entry.residentId);
    if (known !== undefined) return known;
    const made = make(entry).finally(() => making.delete(entry.residentId));
    making.set(entry.residentId, made);
    return made;
  }
  return async (entry) => {
    const deviceId = await deviceOf(entry);
    const { facilityId, atMs, values } = entry;
    const publish: Publish = {
      principal: { id: deviceId, facilityId, type: "device" },
      topic: deviceTopic(facilityId, deviceId, "observations"),
      payload: Buffer.from(JSON.stringify({ at: atMs, ...values })),
      qos: 1,
      dup: false,
      retain: false,
      packetId: null,
      receivedAtMs: ports.clock.now(),
    };
    const kept = await new Promise<Kept>((answer) => ports.accept(publish, answer));
    if (kept === "notKept")
      throw new AnhuError(
        "JOURNAL_UNAVAILABLE",
        `entering values for resident ${entry.residentId}: they were not stored; send them again`,
        {
          retryable: true,
        },
      );
    return { deviceId };
  };
}
