import { defineStore } from "pinia";
import { computed, ref, shallowReactive, shallowRef } from "vue";
import type { AlertView } from "../../domain/alert.ts";
import type { SilenceView } from "../../domain/hold.ts";
import type { Tile, WallView } from "../../domain/live-events.ts";
import { byUrgency } from "../alert-order.ts";
import { momentNow, type Moment } from "../moment.ts";

/** The picture of one home as the server last told it: tiles, open alerts, server time, age of the link. */
export const useLive = defineStore("live", () => {
  const facility = shallowRef<WallView["facility"] | null>(null);
  const onDuty = shallowRef<WallView["onDuty"]>([]);
  const isSimulated = ref(false);
  const tiles = shallowReactive(new Map<string, Tile>());
  const alerts = shallowReactive(new Map<string, AlertView>());
  const silences = shallowRef<readonly SilenceView[]>([]);
  /** Server time when it was last told, and this screen's clocks at that moment. */
  const clock = shallowRef<{ serverMs: number; heardAt: Moment } | null>(null);
  const error = shallowRef<Error | null>(null);
  const state = ref<"idle" | "loading" | "ready" | "error">("idle");

  /** Evidence of an alert that is shown stands behind it. */
  const openAlerts = computed(() => [...alerts.values()].filter(({ groupId }) => groupId === null || !alerts.has(groupId)).sort(byUrgency));
  /** Residents for whom somebody silenced a rule, or put an alert off. */
  const silenced = computed(() => {
    const pausedFor = [...alerts.values()].flatMap(({ snooze, residentId }) =>
      snooze === null || residentId === null ? [] : [residentId],
    );
    return new Set([...silences.value.map(({ residentId }) => residentId), ...pausedFor]).size;
  });
  const physiological = computed(() => openAlerts.value.filter((alert) => alert.class === "physiological"));
  const technical = computed(() => openAlerts.value.filter((alert) => alert.class === "technical"));

  function hear(serverMs: number): void {
    clock.value = { serverMs, heardAt: momentNow() };
  }
  function applyWall(wall: WallView): void {
    facility.value = wall.facility;
    onDuty.value = wall.onDuty;
    isSimulated.value = wall.simulated;
    tiles.clear();
    for (const tile of wall.tiles) tiles.set(tile.residentId, tile);
    alerts.clear();
    for (const alert of wall.alerts) applyAlert(alert);
    silences.value = wall.silences;
    hear(wall.now);
    state.value = "ready";
    error.value = null;
  }
  function applyTiles(changed: readonly Tile[]): void {
    for (const tile of changed) tiles.set(tile.residentId, tile);
  }
  function applyAlert(alert: AlertView): void {
    if (alert.state === "resolved") alerts.delete(alert.id);
    else alerts.set(alert.id, alert);
  }
  function applySilences(running: readonly SilenceView[]): void {
    silences.value = running;
  }
  function fail(cause: Error): void {
    error.value = cause;
    if (state.value !== "ready") state.value = "error";
  }
  function clear(): void {
    facility.value = null;
    tiles.clear();
    alerts.clear();
    silences.value = [];
    clock.value = null;
    error.value = null;
    state.value = "idle";
  }
  return {
    facility,
    onDuty,
    isSimulated,
    tiles,
    alerts,
    clock,
    error,
    state,
    openAlerts,
    physiological,
    technical,
    silences,
    silenced,
    hear,
    applyWall,
    applyTiles,
    applyAlert,
    applySilences,
    fail,
    clear,
  };
});
