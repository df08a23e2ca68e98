/** What is known about the stillness of one resident, in server time. */
export interface Stillness {
  /** Since when sensors that are worn or in the bed say nothing of life; -1 when they do. */
  readonly sinceMs: number;
  /** Last message that said nothing of life. */
  readonly evidenceMs: number;
  /** How old `evidenceMs` may be: silence of the network is not stillness. */
  readonly freshMs: number;
  readonly raised: boolean;
}
/** After a pulse, a breath, a movement: whatever was counted is over. */
export const NO_STILLNESS: Stillness = { sinceMs: -1, evidenceMs: -1, freshMs: 0, raised: false };
/** A worn or occupied sensor spoke without a sign of life. `intervalMs`: its expected interval. */
export function noSignOfLife(state: Stillness, atMs: number, intervalMs: number): Stillness {
  return { ...state, sinceMs: state.sinceMs < 0 ? atMs : state.sinceMs, evidenceMs: atMs, freshMs: 2 * intervalMs };
}
/** When it must be judged; `null` when nothing is counted. */
export function stillnessDueMs(state: Stillness, forMs: number): number | null {
  return state.sinceMs < 0 || state.raised ? null : state.sinceMs + forMs;
}
/** At the due time: true when somebody must go and look. `roomLifeMs`: last movement that a sensor of the room saw. */
export function isStill(state: Stillness, nowMs: number, roomLifeMs: number): boolean {
  return nowMs - state.evidenceMs <= state.freshMs && roomLifeMs < state.sinceMs;
}
