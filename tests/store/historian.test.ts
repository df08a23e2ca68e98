import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openHistorian } from "../../store/historian/historian.ts";
import { aMessage, T } from "../contract/historian-builders.ts";
import { historianSuite } from "../contract/historian-suite.ts";
import { rollupSuite } from "../contract/rollup-suite.ts";
import { needThat } from "../support/platform.ts";
import { tempDir } from "./temp-dir.ts";
import { HISTORIAN_WORKER } from "./workers.ts";

async function open(file = join(tempDir(), "historian.db")) {
  const troubles: string[] = [];
  const historian = await openHistorian({
    engine: { type: "sqlite", file },
    worker: HISTORIAN_WORKER,
    onTrouble: (message) => troubles.push(message),
  });
  onTestFinished(() => historian.close());
  return { ...historian, file, troubles };
}
historianSuite("historian on SQLite", open);
rollupSuite("historian on SQLite", open);

const count = async (historian: Awaited<ReturnType<typeof open>>) =>
  (
    await historian.observations({
      periods: [{ deviceId: "a", fromMs: 0, toMs: null }],
      sign: "heartRate",
      fromMs: 0,
      toMs: 4e12,
      limit: 1e5,
      afterMs: null,
    })
  ).length;

it("a batch that meets another process's lock fails whole, cursor too, and works when it is appended again", async () => {
  const historian = await open();
  await historian.append([aMessage("a", T, [["heartRate", 1]])], { row: 1, index: 0 });
  const other = new DatabaseSync(historian.file);
  onTestFinished(() => other.close());
  other.exec("BEGIN IMMEDIATE");
  const batch = [aMessage("new", T, [["heartRate", 1]]), aMessage("a", T + 1, [["heartRate", 2]])];
  await expect(historian.append(batch, { row: 2, index: 0 })).rejects.toMatchObject({ code: "HISTORIAN_UNAVAILABLE", retryable: true });
  expect(await historian.cursor()).toEqual({ row: 1, index: 0 });
  expect(await count(historian)).toBe(1);
  other.exec("COMMIT");
  await historian.append(batch, { row: 2, index: 0 });
  expect(await historian.cursor()).toEqual({ row: 2, index: 0 });
  expect(await count(historian)).toBe(2);
});

it("queries are answered while another process writes", async () => {
  const historian = await open();
  await historian.append([aMessage("a", T, [["heartRate", 1]])], { row: 1, index: 0 });
  const other = new DatabaseSync(historian.file);
  onTestFinished(() => other.close());
  other.exec("BEGIN IMMEDIATE");
  expect(await count(historian)).toBe(1);
  other.exec("ROLLBACK");
});

it("everything is there after closing and opening again", async () => {
  const first = await open();
  await first.append([aMessage("a", T, [["heartRate", 1]])], { row: 4, index: 2 });
  await first.close();
  const again = await open(first.file);
  expect(await again.cursor()).toEqual({ row: 4, index: 2 });
  await again.append([aMessage("b", T, [["heartRate", 1]]), aMessage("a", T + 1, [["heartRate", 2]])], { row: 5, index: 0 });
  expect(await count(again)).toBe(2);
});

needThat(process.platform === "linux", "the priority of one thread: Linux only")("priority", () => {
  it("only the writer's thread runs at a low one", async () => {
    await open();
    const niceness = readdirSync("/proc/self/task").map((task) => {
      const stat = readFileSync(`/proc/self/task/${task}/stat`, "utf8");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
    });
    expect(niceness.filter((nice) => nice === 15)).toHaveLength(1);
  });
});
