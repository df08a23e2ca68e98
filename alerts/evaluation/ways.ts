import type { DeviceMessage } from "../../domain/device-message.ts";
import type { Place, Resident } from "../../domain/directory.ts";
import type { Fence } from "../../domain/fence.ts";
import { isAtWanderingRisk } from "../../domain/wandering.ts";
import type { CareDirectory } from "../ports.ts";
import type { SubjectState } from "./state.ts";
import type { Said } from "./watcher.ts";
import type { World } from "./world.ts";

/** Places around whoever is watched, and the ways out. */
export class Ways {
  readonly #subject: SubjectState;
  readonly #care: CareDirectory;
  constructor(subject: SubjectState, care: CareDirectory) {
    this.#subject = subject;
    this.#care = care;
  }
  place(placeId: string): Place | undefined {
    return this.#care.place(placeId);
  }
  placeOfBeacon(beacon: number): Place | undefined {
    return this.#care.placeOfBeacon(this.#subject.facilityId, beacon);
  }
  /** The resident who is watched, or who lives in the place that is. */
  get residents(): readonly Resident[] {
    const { residentId, placeId } = this.#subject;
    if (residentId === null) return placeId === null ? [] : this.#care.residentsOf(roomServed(this.#care, placeId));
    const resident = this.#care.resident(residentId);
    return resident === undefined ? [] : [resident];
  }
  /** All geofences of the facility, ended ones too. */
  fences(): readonly Fence[] {
    return this.#care.fences(this.#subject.facilityId);
  }
  isAtWanderingRisk(residentId: string, atMs: number): boolean {
    return isAtWanderingRisk(this.#care.resident(residentId), this.#care.careSettings(residentId), atMs);
  }
}
/** Sensors of a bathroom say something about whose room it belongs to. */
export function roomServed(care: Pick<CareDirectory, "place">, placeId: string): string {
  return care.place(placeId)?.servesPlaceId ?? placeId;
}
/** What is noticed at a place may be about somebody who passes there. */
export function subjectSaid(world: Pick<World, "subject">, { residentId }: Said, subject: SubjectState): SubjectState {
  if (residentId === undefined) return subject;
  return world.subject({ id: residentId, facilityId: subject.facilityId, residentId, placeId: null });
}
/** The beacon that a device saw; `null`: it says nothing of one. */
export function beaconOf({ samples }: DeviceMessage): number | null {
  return samples.findLast(({ sign, quality }) => sign === "beacon" && quality === "good")?.value ?? null;
}
