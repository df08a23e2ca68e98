import type { QuarantineReason } from "../../domain/publish.ts";
import type { Problem } from "./decoded.ts";

const MAX_PLACES = 5;
const MAX_KEY_LENGTH = 40;

/** Gathers what is wrong with one publish; the first reason names it, at most five places are told. */
export class Problems {
  #reason: QuarantineReason | null = null;
  readonly #places: string[] = [];

  add(reason: QuarantineReason, place: string): void {
    this.#reason ??= reason;
    if (this.#places.length < MAX_PLACES) this.#places.push(place);
  }
  /** `null` while nothing is wrong. */
  get problem(): Problem | null {
    return this.#reason === null ? null : { reason: this.#reason, detail: this.#places.join("; ") };
  }
}
/** A key as it may stand in a report: short, on one line, without control characters. */
export function shortKey(key: string): string {
  return JSON.stringify(key.length > MAX_KEY_LENGTH ? `${key.slice(0, MAX_KEY_LENGTH)}…` : key);
}
