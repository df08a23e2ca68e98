import { expect, it } from "vitest";
import { runAnhu } from "../support/anhu-command.ts";

/** A process of its own takes its time to start on a busy machine. */
const PATIENTLY = { timeout: 60_000 };
it("`anhu config` shows where the stores are, and no password of theirs", PATIENTLY, async () => {
  const { code, stdout, stderr } = await runAnhu(["config", "--json"], {
    ANHU_RECORDS_URL: "postgres://anhu:geheim1@db.example:5432/anhu?password=geheim2&sslmode=verify-full",
    ANHU_ADMIN_TOKEN: "geheim3-of-sixteen-characters",
  });
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toMatchObject({
    ANHU_RECORDS_URL: "postgres://anhu:***@db.example:5432/anhu?password=***&sslmode=verify-full",
    ANHU_ADMIN_TOKEN: "***",
  });
  expect(stdout).not.toContain("geheim");
});
it("a bad URL of the records ends the start without repeating it", PATIENTLY, async () => {
  const { code, stderr } = await runAnhu(["config"], { ANHU_RECORDS_URL: "mysql://anhu:geheim@db/anhu" });
  expect(code).not.toBe(0);
  expect(stderr).toContain("ANHU_RECORDS_URL");
  expect(stderr).not.toContain("geheim");
});
