/** Sign-ins at the same time from one address: below the front door's cap on sockets that have not signed in. */
const WAVE = 40;

/** Does the work for all items, at most 40 at a time, in order of waves. @throws what the first failing item threw, after its wave ended */
export async function inWaves<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += WAVE) {
    const results = await Promise.allSettled(items.slice(start, start + WAVE).map(work));
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}
