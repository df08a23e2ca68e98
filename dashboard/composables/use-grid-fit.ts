import { computed, onScopeDispose, ref, watch, type Ref } from "vue";

const GAP_REM = 0.6;
/** Smallest tile on which the numbers can still be read from three metres. */
const LEAST = { widthRem: 12.5, heightRem: 7.4 };
/** Below this width the wall is a phone: one column, the page scrolls. */
const PHONE_PX = 700;
const TURN_MS = 12_000;

/** Columns and rows of the tile grid that fill `box` best; what does not fit is shown in turns. */
export function useGridFit(box: Readonly<Ref<HTMLElement | null>>, count: Readonly<Ref<number>>) {
  const size = ref({ width: 0, height: 0, rem: 16 });
  const observer = new ResizeObserver(([entry]) => {
    if (entry === undefined) return;
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    size.value = { width: entry.contentRect.width, height: entry.contentRect.height, rem };
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

  const isPhone = computed(() => size.value.width < PHONE_PX);
  const fit = computed(() => {
    const { width, height, rem } = size.value;
    const gap = GAP_REM * rem;
    const most = Math.max(1, Math.floor((width + gap) / (LEAST.widthRem * rem + gap)));
    const mostRows = Math.max(1, Math.floor((height + gap) / (LEAST.heightRem * rem + gap)));
    let best = { columns: most, rows: mostRows, score: 0 };
    for (let columns = 1; columns <= most; columns++) {
      const rows = Math.ceil(count.value / columns);
      if (rows > mostRows) continue;
      const tileWidth = (width - gap * (columns - 1)) / columns;
      const tileHeight = (height - gap * (rows - 1)) / rows;
      const score = Math.min(tileWidth / 1.45, tileHeight) * (1 - (0.8 * (columns * rows - count.value)) / (columns * rows));
      if (score > best.score) best = { columns, rows, score };
    }
    return best;
  });
  const capacity = computed(() => (isPhone.value ? Infinity : fit.value.columns * fit.value.rows));
  return { isPhone, fit, capacity, turn };
}
