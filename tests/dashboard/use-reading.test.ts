import { expect, it } from "vitest";
import { effectScope, nextTick, ref } from "vue";
import { useReading } from "../../dashboard/composables/use-reading.ts";

/** Answers that come when the test says so, by path. */
function slowServer() {
  const waiting = new Map<string, { readonly answer: (text: string) => void; readonly fail: () => void }>();
  const read = (path: string) =>
    new Promise<string>((answer, reject) => waiting.set(path, { answer, fail: () => reject(new Error(`reading ${path}: no network`)) }));
  return { read, waiting };
}
it("shows nothing of one subject while another is awaited, nor when it fails", async () => {
  const { read, waiting } = slowServer();
  const path = ref("/channels?facility=a");
  const scope = effectScope();
  const { data, error } = scope.run(() => useReading(() => path.value, read))!;
  waiting.get("/channels?facility=a")?.answer("those of a");
  await expect.poll(() => data.value).toBe("those of a");
  path.value = "/channels?facility=b";
  await nextTick();
  expect(data.value).toBeNull();
  waiting.get("/channels?facility=b")?.fail();
  await expect.poll(() => error.value?.message).toContain("no network");
  expect(data.value).toBeNull();
  path.value = "/channels?facility=c";
  await nextTick();
  expect(error.value).toBeNull();
  scope.stop();
});
it("keeps what it shows of one subject while its newer answer is awaited, also at another path, and when that fails", async () => {
  const { read, waiting } = slowServer();
  const path = ref("/location?from=1");
  const scope = effectScope();
  const { data, error } = scope.run(() =>
    useReading(
      () => path.value,
      read,
      null,
      () => "one resident",
    ),
  )!;
  waiting.get("/location?from=1")?.answer("first");
  await expect.poll(() => data.value).toBe("first");
  path.value = "/location?from=2";
  await nextTick();
  expect(data.value).toBe("first");
  waiting.get("/location?from=2")?.fail();
  await expect.poll(() => error.value).not.toBeNull();
  expect(data.value).toBe("first");
  scope.stop();
});
