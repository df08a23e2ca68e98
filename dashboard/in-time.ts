/** Resolves when `work` does, or after `forMs` without it; it goes on. */
export async function inTime(work: Promise<unknown>, forMs: number): Promise<void> {
  if (!Number.isFinite(forMs)) return void (await work);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, forMs)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
