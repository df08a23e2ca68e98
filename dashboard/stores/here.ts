import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";
import { pageOf, PlaceView } from "../../domain/api-schemas.ts";
import { doorsBetween, type Spot } from "../../domain/nearest.ts";
import { roomCode } from "../../domain/room-code.ts";
import type { Static } from "typebox";
import { api } from "../api-client.ts";
import { useLive } from "./live.ts";

const KEPT_UNDER = "anhu.here";
const Places = pageOf(PlaceView);
type Place = Static<typeof PlaceView>;

/** Where the carer stands: the room that was scanned or arrived at last. A room number is all that is kept, until the tab is closed. */
export const useHere = defineStore("here", () => {
  const live = useLive();
  const room = ref(sessionStorage.getItem(KEPT_UNDER));
  const places = shallowRef<readonly Place[]>([]);
  const spots = computed<readonly Spot[]>(() => [...live.tiles.values()]);
  const spotOf = (name: string | null): Spot | null => spots.value.find((spot) => spot.room === name) ?? null;

  function stand(name: string): void {
    room.value = name;
    sessionStorage.setItem(KEPT_UNDER, name);
  }
  /** Doors from here; 0 where nothing was scanned yet. */
  function doorsTo(name: string | null): number {
    const from = spotOf(room.value);
    return from === null ? 0 : doorsBetween(spots.value, from, spotOf(name));
  }
  /** The room of a code; `null`: this home has none. @throws {ApiError} */
  async function find(code: string, facilityId: string): Promise<Place | null> {
    const known = places.value.find(({ id }) => roomCode(id) === code);
    if (known !== undefined) return known;
    const all: Place[] = [];
    let cursor = "";
    do {
      const page = await api.get(`/places?facility=${encodeURIComponent(facilityId)}&limit=200${cursor}`, Places);
      all.push(...page.items);
      cursor = page.next === null ? "" : `&cursor=${encodeURIComponent(page.next)}`;
    } while (cursor !== "");
    places.value = all;
    return all.find(({ id }) => roomCode(id) === code) ?? null;
  }
  return { room, stand, doorsTo, find };
});
