/** What `work` answers within `waitMs`, else `otherwise` after `missed` was told; a failure is an answer that is missing. */
export async function answerWithin<T>(waitMs: number, work: () => Promise<T>, otherwise: T, missed: () => unknown): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), waitMs);
  });
  try {
    // The race holds on to the slower one: a refusal after the wait is heard by it, and by nobody else.
    const answer = await Promise.race([work().then((value) => ({ value })), late]);
    if (answer !== null) return answer.value;
  } catch {
    missed();
    return otherwise;
  } finally {
    clearTimeout(timer);
  }
  missed();
  return otherwise;
}
