import { computed, onScopeDispose, ref, shallowRef } from "vue";
import { useI18n } from "vue-i18n";
import type { PlanPoint } from "../../../domain/floor-plan.ts";
import { api } from "../../api-client.ts";
import { useWrite } from "../../composables/use-write.ts";

type Point = { readonly x: number; readonly y: number } | null;
/** Arrow keys come fast: what a room ends on is sent once. */
const REST_MS = 400;

/** Where rooms lie, as told by the server and moved since; every move is sent and can be taken back. */
export function usePlanPoints(facilityId: () => string, told: () => readonly PlanPoint[]) {
  const { t } = useI18n();
  const { problem, isBusy, send } = useWrite();
  const moved = shallowRef<ReadonlyMap<string, Point>>(new Map());
  const steps = shallowRef<readonly { readonly placeId: string; readonly before: Point; readonly name: string }[]>([]);
  const said = ref("");
  const waiting = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const shown = computed(() => {
    const all = new Map<string, Point>(told().map(({ placeId, x, y }) => [placeId, { x, y }]));
    for (const [placeId, point] of moved.value) all.set(placeId, point);
    return [...all].flatMap(([placeId, point]) => (point === null ? [] : [{ placeId, ...point }]));
  });
  const pointOf = (placeId: string): Point => {
    const found = shown.value.find((one) => one.placeId === placeId);
    return found === undefined ? null : { x: found.x, y: found.y };
  };
  function show(placeId: string, point: Point, name: string): void {
    moved.value = new Map(moved.value).set(placeId, point);
    waiting.set(placeId, name);
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), REST_MS);
  }
  async function flush(): Promise<void> {
    if (isBusy.value) {
      timer = setTimeout(() => void flush(), REST_MS);
      return;
    }
    const [next] = waiting;
    if (next === undefined) return;
    const [placeId, name] = next;
    waiting.delete(placeId);
    const point = moved.value.get(placeId) ?? null;
    const path = `/facilities/${encodeURIComponent(facilityId())}/places/${encodeURIComponent(placeId)}/plan-point`;
    const sent = await send(() => api.put(path, { point }));
    said.value = sent === null ? "" : t(point === null ? "map.floor.takenOff" : "map.floor.saved", { room: name });
    if (waiting.size > 0) await flush();
  }
  function put(placeId: string, point: Point, name: string): void {
    // Several arrow keys on one room are one step.
    if (steps.value.at(-1)?.placeId !== placeId || !waiting.has(placeId))
      steps.value = [...steps.value.slice(-49), { placeId, before: pointOf(placeId), name }];
    show(placeId, point, name);
  }
  function undo(): void {
    const last = steps.value.at(-1);
    if (last === undefined) return;
    steps.value = steps.value.slice(0, -1);
    show(last.placeId, last.before, last.name);
  }
  onScopeDispose(() => {
    clearTimeout(timer);
    if (waiting.size > 0) void flush();
  });
  return { shown, put, undo, mayUndo: computed(() => steps.value.length > 0), said, problem, pointOf };
}
export type PlanPoints = ReturnType<typeof usePlanPoints>;
