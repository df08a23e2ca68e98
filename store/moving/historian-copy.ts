import { deviceKindInfo, DEVICE_KIND_KEYS, methodOf, type DeviceKind } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { AnhuError, errorText } from "../../domain/errors.ts";
import type { Sample } from "../../domain/observation.ts";
import type { Cursor } from "../../domain/publish.ts";
import { SIGN_KEYS } from "../../domain/signs.ts";
import type { StoredObservation } from "../historian/historian-protocol.ts";
import { MessageWriter } from "../historian/message-writer.ts";
import type { LongWork } from "../long-work.ts";
import type { CopyNote, CopyProgress, DeviceProgress } from "./copy-note.ts";
import type { CopiedDevice, HistorianEnd } from "./historian-end.ts";
import { readingsOf, rollupsOf, withReadings, withRollups, type Tallies } from "./readings.ts";

const FACILITY_UNKNOWN = "unknown";

export interface HistorianCopy {
  readonly source: HistorianEnd;
  readonly target: HistorianEnd;
  readonly note: CopyNote;
  /** Facility and kind of a device by the records; `undefined` for one that they do not have. */
  ofRecords(deviceId: string): { readonly facilityId: string; readonly kind: string } | undefined;
}
export interface CopiedSign {
  /** A sign, or the roll-ups of one: `heartRate/1m`. */
  readonly sign: string;
  readonly devices: number;
  readonly values: number;
}
/**
 * Copies all observations, device by device in order of time, and the roll-ups of those that are gone; then reads the target through and
 * compares, and only then gives it the cursor of the source. Idempotent: a run that was ended anywhere goes on in the next.
 * @throws {AnhuError} `CONFLICT` when the target holds other readings, or differs in the end; `HISTORIAN_UNAVAILABLE` while one is away
 */
export async function copyHistorian(copy: HistorianCopy, work: LongWork): Promise<readonly CopiedSign[]> {
  const { source, target, note } = copy;
  const doing = `copying observations from ${source.name} to ${target.name}`;
  try {
    const progress = await begin(copy, doing);
    target.keep(source.kept());
    const cursor = await target.writer().cursor();
    const devices = await source.devices();
    for (const [index, { id, kind }] of devices.entries()) {
      const device = deviceOf(copy, id, kind, doing);
      for await (const done of copyDevice(copy, device, progress.get(id), cursor, work.signal)) {
        progress.set(id, done);
        note.add(id, done);
        work.onProgress({ what: "copying", done: index + (done.isDone ? 1 : 0), total: devices.length, unit: "devices" });
      }
    }
    await compare(copy, progress, doing, work);
    await appendTo(target, new MessageWriter(0, 1), await source.writer().cursor(), doing);
    note.remove();
    return bySign(progress);
  } catch (error) {
    if (error instanceof AnhuError && error.retryable)
      throw new AnhuError(error.code, `${doing}: ${errorText(error)}; run the same command again, it goes on where it stopped`, {
        cause: error,
      });
    throw error;
  }
}
async function begin({ source, target, note }: HistorianCopy, doing: string): Promise<Map<string, DeviceProgress>> {
  const held = await target.devices();
  const head = { from: source.name, to: target.name, cursor: await source.writer().cursor() };
  const begun = note.read(head);
  if (begun !== null && begun.size > 0 && held.length > 0) return begun;
  if (begun === null && held.length > 0)
    throw new AnhuError("CONFLICT", `${doing}: the target holds observations of ${held.length} devices already; name an empty one`);
  note.begin(head);
  return new Map();
}
function deviceOf(
  { ofRecords }: HistorianCopy,
  id: string,
  heldKind: string | null,
  doing: string,
): CopiedDevice & { readonly kind: DeviceKind } {
  const known = ofRecords(id);
  const named = heldKind ?? known?.kind;
  const kind = DEVICE_KIND_KEYS.find((key) => key === named);
  if (kind === undefined)
    throw new AnhuError("BAD_INPUT", `${doing}: this Anhu does not know the kind ${named ?? "(none)"} of device ${id}; update Anhu`);
  return { id, kind, facilityId: known?.facilityId ?? FACILITY_UNKNOWN };
}
/** Yields how far it is, each time after that was stored. */
async function* copyDevice(
  { source, target }: HistorianCopy,
  device: CopiedDevice & { readonly kind: DeviceKind },
  begun: DeviceProgress | undefined,
  cursor: Cursor,
  signal: AbortSignal,
): AsyncGenerator<DeviceProgress> {
  let progress = begun ?? { atMs: -1, isDone: false, areRollupsDone: false, tallies: {} };
  if (progress.isDone) return;
  if (!progress.areRollupsDone) {
    progress = { ...progress, tallies: await copyRollups(source, target, device, signal), areRollupsDone: true };
    yield progress;
  }
  const messages = new MessageWriter(0, 1);
  for await (const readings of readingsOf(source.reader, device.id, progress.atMs)) {
    signal.throwIfAborted();
    for (const message of messagesOf(device, readings)) messages.add(message);
    await appendTo(target, messages, cursor, `copying observations of device ${device.id} to ${target.name}`);
    progress = { ...progress, atMs: readings.at(-1)?.at ?? progress.atMs, tallies: withReadings(progress.tallies, readings) };
    yield progress;
  }
  yield { ...progress, isDone: true };
}
async function copyRollups(source: HistorianEnd, target: HistorianEnd, device: CopiedDevice, signal: AbortSignal): Promise<Tallies> {
  let tallies: Tallies = {};
  for (const resolution of ["1m", "1h"] as const) {
    for (const sign of SIGN_KEYS) {
      for await (const rollups of rollupsOf(source, { deviceId: device.id, sign, resolution, beforeMs: source.kept().rawFromMs })) {
        signal.throwIfAborted();
        await target.writeRollups(device, sign, resolution, rollups);
        tallies = withRollups(tallies, sign, resolution, rollups);
      }
    }
  }
  return tallies;
}
/** What is in `messages` is stored, or this throws. */
async function appendTo(target: HistorianEnd, messages: MessageWriter, cursor: Cursor, doing: string): Promise<void> {
  const { messages: numbers, length, devices } = messages.take();
  const { conflicts, refused } = await target.writer().append(numbers.subarray(0, length), devices, cursor);
  messages.giveBack(numbers.buffer);
  if (conflicts.length === 0 && refused.length === 0) return;
  throw new AnhuError(
    "CONFLICT",
    `${doing}: ${conflicts.length} values stand there otherwise and ${refused.length} are refused${refused[0] === undefined ? "" : ` (${refused[0].reason})`}; copy into an empty one`,
  );
}
/** Values of one message have their time, arrival and the way they were taken in common. */
function* messagesOf(
  device: CopiedDevice & { readonly kind: DeviceKind },
  readings: readonly StoredObservation[],
): Generator<DeviceMessage> {
  const grouped = Map.groupBy(readings, ({ at, receivedAt, sign, method, grade }) => {
    const own = method === methodOf(device.kind, sign) ? "" : method;
    return `${at} ${receivedAt} ${own} ${grade === deviceKindInfo(device.kind).grade ? "" : grade}`;
  });
  for (const [first, ...rest] of grouped.values()) {
    if (first === undefined) continue;
    yield {
      device: { ...device, gatewayId: null, address: null },
      residentId: null,
      placeId: null,
      observedAtMs: first.at,
      receivedAtMs: first.receivedAt,
      late: false,
      deviceAtMs: null,
      clockFault: null,
      identity: "",
      samples: [first, ...rest].map(({ sign, value, quality }): Sample => ({ sign, value, quality })),
      method: first.method === methodOf(device.kind, first.sign) ? null : first.method,
      grade: first.grade,
      event: null,
    };
  }
}
/** Reads the target through. */
async function compare({ source, target }: HistorianCopy, progress: CopyProgress, doing: string, work: LongWork): Promise<void> {
  const total = valuesOf(progress);
  let done = 0;
  for (const [deviceId, { tallies: expected }] of progress) {
    let found: Tallies = {};
    for await (const readings of readingsOf(target.reader, deviceId, -1)) {
      work.signal.throwIfAborted();
      found = withReadings(found, readings);
      done += readings.length;
      work.onProgress({ what: "comparing", done, total, unit: "readings" });
    }
    for (const resolution of ["1m", "1h"] as const)
      for (const sign of SIGN_KEYS)
        for await (const rollups of rollupsOf(target, { deviceId, sign, resolution, beforeMs: source.kept().rawFromMs }))
          found = withRollups(found, sign, resolution, rollups);
    for (const key of Object.keys({ ...expected, ...found })) {
      const [ours, theirs] = [expected[key], found[key]];
      if (ours?.count === theirs?.count && ours?.sum === theirs?.sum) continue;
      throw new AnhuError(
        "CONFLICT",
        `${doing}: ${key} of device ${deviceId} differs in the end (${ours?.count ?? 0} values here, ${theirs?.count ?? 0} there); see that the target keeps them long enough and nobody else writes there, empty it and begin again`,
      );
    }
  }
}
function countIn(progress: DeviceProgress | undefined): number {
  return Object.values(progress?.tallies ?? {}).reduce((sum, { count }) => sum + count, 0);
}
function valuesOf(progress: CopyProgress): number {
  return [...progress.values()].reduce((sum, device) => sum + countIn(device), 0);
}
function bySign(progress: CopyProgress): CopiedSign[] {
  const found = new Map<string, { devices: number; values: number }>();
  for (const { tallies } of progress.values()) {
    for (const [sign, { count }] of Object.entries(tallies)) {
      const before = found.get(sign) ?? { devices: 0, values: 0 };
      found.set(sign, { devices: before.devices + 1, values: before.values + count });
    }
  }
  return [...found].map(([sign, counts]) => ({ sign, ...counts })).sort((a, b) => (a.sign < b.sign ? -1 : 1));
}
