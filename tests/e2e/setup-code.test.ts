import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { tempDir } from "../support/machine.ts";

const codes = ({ output }: AnhuProcess): readonly string[] => output.flatMap((line) => /^set-up code 设置码: (\S+) /.exec(line)?.[1] ?? []);

it("the console shows a set-up code once a start until somebody is administrator; it is kept nowhere", async () => {
  const dataDir = tempDir();
  const first = await startAnhuProcess({ dataDir, env: { ANHU_LOG_LEVEL: "debug" } });
  const [earlier] = codes(first);
  await first.kill("SIGTERM");
  expect([codes(first).length, first.output.join("\n").split(earlier ?? "?").length - 1]).toEqual([1, 1]);

  const second = await startAnhuProcess({ dataDir });
  const [code] = codes(second);
  expect(code).not.toBe(earlier);
  const who = { username: "boss", name: "陈静", password: "long enough" };
  await expect(second.api.post("/setup", { ...who, code: earlier })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  await second.api.post("/setup", { ...who, code });
  await second.kill("SIGTERM");
  const plain = code?.replaceAll("-", "") ?? "?";
  for (const file of readdirSync(dataDir, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    const kept = readFileSync(join(dataDir, file.name)).toString("latin1");
    expect([file.name, kept.includes(plain) || kept.includes(code ?? "?")]).toEqual([file.name, false]);
  }
  const third = await startAnhuProcess({ dataDir });
  await third.kill("SIGTERM");
  expect(codes(third)).toEqual([]);
});
