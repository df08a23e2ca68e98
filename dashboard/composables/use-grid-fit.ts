import { computed, onScopeDispose, ref, watch, type Ref } from "vue";
import { fitGrid, type Crowd } from "../grid-fit.ts";

/** Below this width the wall is a phone: one column, the page scrolls. */
const PHONE_PX = 700;
const TURN_MS = 12_000;

/** The grid that fills `box` best; what does not fit is shown in turns. */
export function useGridFit(box: Readonly<Ref<HTMLElement | null>>, crowd: Readonly<Ref<Crowd>>) {
  const size = ref({ width: 0, height: 0, rem: 16 });
  const observer = new ResizeObserver(([entry]) => {
    if (entry === undefined) return;
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const { width, height } = entry.contentRect;
    if (width !== size.value.width || height !== size.value.height || rem !== size.value.rem) size.value = { width, height, rem };
  });
  watch(
    box,
    (element) => {
      observer.disconnect();
      if (element !== null) observer.observe(element);
    },
    { immediate: true },
  );
  const turn = ref(0);
  const timer = setInterval(() => turn.value++, TURN_MS);
  onScopeDispose(() => {
    observer.disconnect();
    clearInterval(timer);
  });
  const isMeasured = computed(() => size.value.width > 0);
  const isPhone = computed(() => isMeasured.value && size.value.width < PHONE_PX);
  const fit = computed(() => fitGrid(size.value, crowd.value));
  return { isMeasured, isPhone, size, fit, turn };
}
