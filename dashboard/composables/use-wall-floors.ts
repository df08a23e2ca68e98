import { computed } from "vue";
import { useRoute } from "vue-router";
import type { AlertView } from "../../domain/alert.ts";
import type { Tile } from "../../domain/live-events.ts";
import { isUnanswered } from "../alert-order.ts";
import { useLive } from "../stores/live.ts";
import { useSession } from "../stores/session.ts";

/** Which floors this wall shows: chosen for the television when it was paired, or `?floor=` of the address; none chosen = all. */
export function useWallFloors() {
  const live = useLive();
  const session = useSession();
  const route = useRoute();

  const chosen = computed<(tile: Tile) => boolean>(() => {
    const floors = session.screen?.floors;
    if (floors !== undefined) {
      return ({ building, floor }) => floors.length === 0 || floors.some((one) => one.building === building && one.floor === floor);
    }
    const asked = [route.query["floor"] ?? []].flat().filter((one) => one !== null);
    return ({ floor }) => asked.length === 0 || asked.includes(floor);
  });
  const tiles = computed(() => {
    const all = [...live.tiles.values()];
    const mine = all.filter(chosen.value);
    // Floors were renamed: better everybody than nobody.
    return mine.length === 0 ? all : mine;
  });
  /** Of residents elsewhere in the house; an alert about no resident is everybody's. */
  function isElsewhere({ residentId }: AlertView): boolean {
    const tile = residentId === null ? undefined : live.tiles.get(residentId);
    return tile !== undefined && tiles.value.length < live.tiles.size && !chosen.value(tile);
  }
  /** An emergency that nobody has answered is on every wall of the house. */
  const alerts = computed(() =>
    live.physiological.filter((alert) => !isElsewhere(alert) || (alert.severity === "critical" && isUnanswered(alert))),
  );
  const technical = computed(() => live.technical.filter((alert) => !isElsewhere(alert)));
  return { tiles, alerts, technical, isElsewhere };
}
