import { NO_RECENT } from "../rules/count.ts";
import { withRecent } from "../rules/threshold.ts";
import type { DeviceState, Slot, SubjectState } from "./state.ts";
import type { World } from "./world.ts";

/** An entry this much older than the one before it was received after somebody set the server's clock back; entries are never so far out of order. */
const TURNED_BACK_MS = 30_000;

/**
 * The server's clock was set back: times of ours that lie ahead of it would make every reading "not newer" and every silence long, until the clock
 * has caught up. They move back with it; a device's own times stay, unless they lie ahead too. @returns by how much, 0 when it was not
 */
export function turnBack(world: World, atMs: number): number {
  const byMs = world.heardMs - atMs;
  if (byMs < TURNED_BACK_MS) return 0;
  const back = (ms: number): number => (ms > atMs ? ms - byMs : ms);
  for (const device of world.devices.values()) {
    turnDevice(device, back);
    for (const slot of device.slots) if (slot !== undefined) turnSlot(slot, atMs, byMs, back);
    world.touchDevice(device);
    world.deadlines.add({ dueMs: atMs, of: "d", id: device.device.id });
  }
  for (const subject of world.subjects.values()) {
    turnSubject(subject, byMs, back);
    world.touchSubject(subject);
    world.deadlines.add({ dueMs: atMs, of: "s", id: subject.id });
  }
  for (const [id, sinceMs] of world.gatewaysOffline) world.setGateway(id, back(sinceMs));
  world.heardMs = atMs;
  return byMs;
}
function turnDevice(device: DeviceState, back: (ms: number) => number): void {
  device.receivedMs = back(device.receivedMs);
  device.resumedMs = back(device.resumedMs);
  device.movingUntilMs = back(device.movingUntilMs);
  device.assignedFromMs = back(device.assignedFromMs);
  if (device.chargingSinceMs !== null) device.chargingSinceMs = back(device.chargingSinceMs);
  if (device.offlineSinceMs !== null) device.offlineSinceMs = back(device.offlineSinceMs);
}
function turnSlot(slot: Slot, atMs: number, byMs: number, back: (ms: number) => number): void {
  slot.lastGoodMs = back(slot.lastGoodMs);
  if (slot.lastObservedMs < atMs) return;
  // The next value, which may come in the same millisecond, is newer.
  slot.lastObservedMs = Math.min(slot.lastObservedMs - byMs, atMs - 1);
  for (const ruleSlot of slot.rules) {
    const { since, lastAtMs, firing, recent = NO_RECENT } = ruleSlot.state;
    const before = (ms: number) => (ms < 0 ? ms : ms - byMs);
    const turned = recent.map(([atMs, value]) => [before(atMs), value] as const);
    ruleSlot.state = withRecent({ firing, since: since.map(before), lastAtMs: before(lastAtMs) }, turned);
  }
}
function turnSubject(subject: SubjectState, byMs: number, back: (ms: number) => number): void {
  subject.lifeMs = back(subject.lifeMs);
  const { stillness } = subject;
  if (stillness.sinceMs >= 0)
    subject.stillness = { ...stillness, sinceMs: back(stillness.sinceMs), evidenceMs: back(stillness.evidenceMs) };
  for (const [ruleId, alert] of subject.open) subject.open.set(ruleId, { ...alert, atMs: back(alert.atMs) });
  for (const [ruleId, task] of subject.tasks) {
    const dueMs = task.dueMs === null ? null : task.dueMs - byMs;
    subject.tasks.set(ruleId, { ...task, dueMs, observedAtMs: back(task.observedAtMs) });
  }
}
