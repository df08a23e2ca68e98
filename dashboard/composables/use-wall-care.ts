import { computed, onScopeDispose, ref, type Ref } from "vue";
import { FACILITY_TIME_ZONE } from "../../domain/time.ts";

const EVERY_MS = 60_000;
/** px; a round trip in steps of one, so that no edge stays on the same pixels for an evening. */
const WAY: readonly (readonly [number, number])[] = [
  ...[0, 1, 2, 3, 4].map((x) => [x, 0] as const),
  ...[1, 2, 3].map((y) => [4, y] as const),
  ...[4, 3, 2, 1, 0].map((x) => [x, 4] as const),
  ...[3, 2, 1].map((y) => [0, y] as const),
];
/** Hours of the home in which the lights are out. */
const NIGHT = { from: 21, to: 6 };

/** What a screen needs that is on for years: nothing burns in, and it is dimmer at night. */
export function useWallCare(now: Readonly<Ref<number>>) {
  const step = ref(0);
  const timer = setInterval(() => (step.value = (step.value + 1) % WAY.length), EVERY_MS);
  onScopeDispose(() => clearInterval(timer));
  const shift = computed(() => {
    const [x, y] = WAY[step.value] ?? [0, 0];
    return { translate: `${x - 2}px ${y - 2}px` };
  });
  const hours = new Intl.DateTimeFormat("en", { timeZone: FACILITY_TIME_ZONE, hour: "2-digit", hourCycle: "h23" });
  const minute = computed(() => Math.floor(now.value / 60_000));
  const isNight = computed(() => {
    const hour = Number(hours.format(minute.value * 60_000));
    return hour >= NIGHT.from || hour < NIGHT.to;
  });
  return { shift, isNight };
}
