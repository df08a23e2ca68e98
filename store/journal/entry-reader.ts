import { AnhuError } from "../../domain/errors.ts";
import type { ControlEvent, JournalEntry, Publish } from "../../domain/publish.ts";
import { parseOwnJson } from "../own-json.ts";
import { CONTROL, DUP, ENTRY_FORMAT, GATEWAY, PACKET_ID, QOS_MASK, RETAIN } from "./entry-writer.ts";

/**
 * Entries of one journal row (see `EntryWriter` for the bytes). Payloads are views of `row`.
 * @throws {AnhuError} `JOURNAL_UNAVAILABLE` when a newer version of Anhu wrote the row
 */
export function readEntries(row: Uint8Array, format: number): JournalEntry[] {
  if (format !== ENTRY_FORMAT) {
    throw new AnhuError(
      "JOURNAL_UNAVAILABLE",
      `reading the journal: a row has format ${format}, this version reads ${ENTRY_FORMAT}; update Anhu`,
    );
  }
  const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
  const entries: JournalEntry[] = [];
  let at = 0;
  const text = () => {
    const start = at + 4;
    at = start + view.getUint32(at, true);
    return bytes.toString("utf8", start, at);
  };
  while (at < bytes.length) {
    const flags = view.getUint8(at);
    if ((flags & CONTROL) !== 0) {
      at += 1;
      entries.push({ kind: "control", ...parseOwnJson<ControlText>(text()) });
      continue;
    }
    const receivedAtMs = view.getFloat64(at + 1, true);
    at += 9;
    let packetId: number | null = null;
    if ((flags & PACKET_ID) !== 0) {
      packetId = view.getUint16(at, true);
      at += 2;
    }
    const id = text();
    const facilityId = text();
    const topic = text();
    const payloadStart = at + 4;
    at = payloadStart + view.getUint32(at, true);
    const publish: Publish = {
      principal: { id, facilityId, type: (flags & GATEWAY) === 0 ? "device" : "gateway" },
      topic,
      payload: bytes.subarray(payloadStart, at),
      qos: qosOf(flags & QOS_MASK),
      dup: (flags & DUP) !== 0,
      retain: (flags & RETAIN) !== 0,
      packetId,
      receivedAtMs,
    };
    entries.push({ kind: "publish", publish });
  }
  return entries;
}

interface ControlText {
  readonly control: ControlEvent;
  readonly receivedAtMs: number;
}
function qosOf(bits: number): 0 | 1 | 2 {
  return bits === 0 ? 0 : bits === 1 ? 1 : 2;
}
