/** So many writes wait for the records at once: their worker is never idle, and an alert in between waits for a few short writes only. */
const AT_ONCE = 16;

/** Does `work` for all items, some at a time, each group begun in order; the answers stand in the order of the items. */
export async function inGroups<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const group = items.slice(start, start + AT_ONCE);
    done.push(...(await Promise.all(group.map((item, index) => work(item, start + index)))));
  }
  return done;
}
