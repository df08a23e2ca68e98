/** A time at which somebody must be looked at. Entries may be stale: whoever is called checks what is really due. */
export interface Deadline {
  readonly dueMs: number;
  /** `d` a device, `s` a subject. */
  readonly of: "d" | "s";
  readonly id: string;
}
const FIRST_CAPACITY = 1024;

/**
 * A binary heap of deadlines, earliest first; ties are ordered by id, so that a replay meets them in the same order. The times stand beside
 * it in an array of numbers: nearly every comparison needs nothing else.
 */
export class Deadlines {
  readonly #heap: Deadline[] = [];
  #times = new Float64Array(FIRST_CAPACITY);

  /** `Infinity` when nothing is planned. */
  get nextMs(): number {
    return this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }
  get size(): number {
    return this.#heap.length;
  }
  add(deadline: Deadline): void {
    let index = this.#heap.push(deadline) - 1;
    if (index === this.#times.length) {
      const larger = new Float64Array(2 * index);
      larger.set(this.#times);
      this.#times = larger;
    }
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(deadline, parent)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(deadline, index);
  }
  /** Takes the earliest out, with all its equals. */
  take(): Deadline | undefined {
    const first = this.#pop();
    while (first !== undefined && this.#heap[0]?.dueMs === first.dueMs && this.#heap[0].id === first.id && this.#heap[0].of === first.of)
      this.#pop();
    return first;
  }
  #pop(): Deadline | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      const right = heap[child + 1];
      if (right !== undefined && this.#isBefore(right, child)) child += 1;
      if (this.#isBefore(last, child)) break;
      this.#move(child, index);
      index = child;
    }
    this.#put(last, index);
    return first;
  }
  #isBefore({ dueMs, of, id }: Deadline, index: number): boolean {
    const thereMs = this.#times[index] ?? Number.POSITIVE_INFINITY;
    if (dueMs !== thereMs) return dueMs < thereMs;
    const there = this.#heap[index];
    if (there === undefined || of !== there.of) return there !== undefined && of < there.of;
    return id < there.id;
  }
  #move(from: number, to: number): void {
    const deadline = this.#heap[from];
    if (deadline !== undefined) this.#put(deadline, to);
  }
  #put(deadline: Deadline, index: number): void {
    this.#heap[index] = deadline;
    this.#times[index] = deadline.dueMs;
  }
}
