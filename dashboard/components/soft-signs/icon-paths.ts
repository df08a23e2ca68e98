import type { SoftSign } from "../../../domain/soft-signs.ts";

/** Strokes on a ground of 24 × 24. */
export const ICON_PATHS: Readonly<Record<SoftSign, string>> = {
  drowsy: "M3 5h7l-7 9h7M13 11h5l-5 7h5M19 4h3l-3 4h3",
  refusesFood: "M3 12h18a9 9 0 0 1-18 0ZM9 9c0-2 2-2 2-4M14 9c0-2 2-2 2-4M3 3l18 18",
  newConfusion: "M6 21v-4c-1-1.5-2-3-2-5.5a8 8 0 0 1 15.5-2L21 14h-2v3h-4v4M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1 .8-1 1.7M12 16.3v.1",
  unsteady: "M8 3.5a1.8 1.8 0 1 0 .1 0ZM9 7.5l3 5-3 3-3 5.5M12 12.5l4.5 2L18 21M4.5 11.5 9 7.5l6 1.5M19 5c1.5 1 2 3 1 5",
  labouredBreathing: "M12 3v8l-3 3M12 11l3 3M8 7.5c-3 1-5 6-5 10.5 0 2 1 3 2.7 3S9 20 9 17M16 7.5c3 1 5 6 5 10.5 0 2-1 3-2.7 3S15 20 15 17",
  familyConcern: "M8 6a2.8 2.8 0 1 0 .1 0ZM2.5 21c0-4.5 2-7 5.5-7s5.5 2.5 5.5 7M18.5 4v8M18.5 16v.1",
};
