import type { Cursor, QuarantineEntry, Publish } from "../domain/publish.ts";
import { parseTopic } from "../domain/topics.ts";
import type { DeviceMessage } from "../domain/device-message.ts";
import { EventEdges } from "../ingest/edges.ts";
import { makeReader } from "../ingest/read.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Stores } from "./stores.ts";

const PAGE = 200;

/**
 * Reads quarantined publishes again, with today's decoders and devices. What can be read now is stored at its own time and leaves the
 * quarantine; it pages nobody, but for an SOS or a fall, which say how late they are.
 */
export function makeQuarantineReplay(
  stores: Stores,
  directory: HomeDirectory,
  cursor: () => Cursor,
  lane: (message: DeviceMessage) => void,
) {
  return async function replayQuarantine(ids: readonly string[]): Promise<{ replayed: number; kept: number }> {
    const wanted = ids.length === 0 ? null : new Set(ids);
    const read = makeReader(directory, new EventEdges());
    const done: string[] = [];
    let kept = 0;
    let page: string | null = null;
    do {
      const found: Awaited<ReturnType<Stores["records"]["records"]["quarantine"]>> = await stores.records.records.quarantine({
        facilityId: null,
        cursor: page,
        limit: PAGE,
      });
      for (const entry of found.items) {
        if (wanted !== null && !wanted.has(entry.id)) continue;
        const reading = read(toPublish(entry, directory));
        if (reading.quarantined.length > 0 || entry.reason === "identityConflict") {
          kept++;
          continue;
        }
        await stores.historianSink.append(reading.messages, cursor());
        for (const message of reading.messages) if (message.event !== null) lane(message);
        done.push(entry.id);
      }
      page = found.next;
    } while (page !== null);
    await stores.records.records.removeQuarantine(done);
    return { replayed: done.length, kept };
  };
}
function toPublish(entry: QuarantineEntry, directory: HomeDirectory): Publish {
  const isGateway = directory.gateway(entry.principalId) !== undefined;
  return {
    principal: {
      id: entry.principalId,
      facilityId: parseTopic(entry.topic)?.facilityId ?? entry.facilityId,
      type: isGateway ? "gateway" : "device",
    },
    topic: entry.topic,
    payload: entry.payload,
    qos: 1,
    dup: false,
    retain: false,
    packetId: null,
    receivedAtMs: entry.receivedAtMs,
  };
}
