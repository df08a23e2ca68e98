/** A time at which somebody must be looked at. Entries may be stale: whoever is called checks what is really due. */
export interface Deadline {
  readonly dueMs: number;
  /** `d` a device, `s` a subject. */
  readonly of: "d" | "s";
  readonly id: string;
}
function isBefore(a: Deadline, b: Deadline): boolean {
  if (a.dueMs !== b.dueMs) return a.dueMs < b.dueMs;
  if (a.of !== b.of) return a.of < b.of;
  return a.id < b.id;
}
/** A binary heap of deadlines, earliest first; ties are ordered by id, so that a replay meets them in the same order. */
export class Deadlines {
  readonly #heap: Deadline[] = [];

  /** `Infinity` when nothing is planned. */
  get nextMs(): number {
    return this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }
  get size(): number {
    return this.#heap.length;
  }
  add(deadline: Deadline): void {
    const heap = this.#heap;
    let index = heap.push(deadline) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !isBefore(deadline, parent)) break;
      heap[index] = parent;
      heap[parentIndex] = deadline;
      index = parentIndex;
    }
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
    heap[0] = last;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const leftItem = heap[left];
      if (leftItem === undefined) return first;
      const rightItem = heap[right];
      const [childIndex, child] = rightItem !== undefined && isBefore(rightItem, leftItem) ? [right, rightItem] : [left, leftItem];
      if (!isBefore(child, last)) return first;
      heap[index] = child;
      heap[childIndex] = last;
      index = childIndex;
    }
  }
}
