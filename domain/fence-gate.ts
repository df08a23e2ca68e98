/** The gate that a fix must pass before it counts as outside a fence; docs/behaviour.md. */

/** A fix counts as outside when it lies so far from every fence, in multiples of its accuracy (a 68 % radius: twice it is 95 % [M]) … */
export const ACCURACY_FACTOR = 2;
/** … and at least this many metres; without an accuracy only this [M]. */
export const LEAVE_MARGIN_M = 25;
/** Back is who is so far inside, by a fix that is no worse than this [M]: hysteresis. */
export const RETURN_MARGIN_M = 10;
export const RETURN_ACCURACY_M = 100;
/** So many fixes outside in a row need no waiting [M]. */
export const FIXES_OUTSIDE = 3;
/** Otherwise an alert is raised so long after the first fix outside [M]. */
export const FENCE_DWELL_MS = 2 * 60_000;
