import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { BacktestView } from "../../domain/backtest.ts";
import { openLoadHome, type LoadHome } from "../app/load-home.ts";
import { runAnhu } from "../support/anhu-command.ts";
import { until } from "../support/machine.ts";
import { ROOT } from "../support/steps.ts";

/** So many that a year of them is replayed for longer than a signal takes to come. */
const ROOMS = 160;
let home: LoadHome;
beforeAll(async () => {
  home = await openLoadHome();
  const band = await home.device("wristband");
  for (let room = 1; room < ROOMS; room += 1) await home.device("wristband", await home.resident(`4${room}`));
  await home.measure(band, 2, () => ({ heartRate: 72 }));
  await home.measure(band, 12, () => ({ heartRate: 120 }));
  await until(async () => (await home.alerts()).some(({ rule, severity }) => rule === "heartRate.high" && severity === "warning"));
  await home.measure(band, 2, () => ({ heartRate: 72 }));
}, 120_000);
afterAll(() => home.close());
const environment = () => ({ ANHU_URL: home.platform.httpUrl, ANHU_DATA_DIR: home.dataDir });

it("anhu backtest shows how far it is, and says first what would be lost", async () => {
  const args = [
    "backtest",
    "--rule",
    "heartRate.high",
    "--set",
    "levels.warning.raiseAt=125",
    "--set",
    "levels.1.forMs=900000",
    "--days",
    "2",
  ];
  const { code, stdout, stderr } = await runAnhu(args, environment());
  expect([code, stderr]).toEqual([0, expect.stringContaining(`replaying days of rooms: ${3 * ROOMS} days of ${3 * ROOMS} days (100 %)`)]);
  expect(stdout.split("\n").map((line) => line.split(":")[0])).toEqual(
    expect.arrayContaining([
      "backtest",
      "lostConfirmedTrue",
      "lostDeep",
      "savedAlerts",
      "perResidentDay",
      "rules",
      "onlyBefore",
      "notJudged",
    ]),
  );
  expect(stdout).toMatch(/^savedAlerts: 1$/m);
  const json = await runAnhu([...args, "--json", "--facility", home.facilityId], environment());
  const view = JSON.parse(json.stdout) as BacktestView;
  expect(view).toMatchObject({ state: "done", parameters: { levels: [{ level: "warning", raiseAt: 125, forMs: 900_000 }] } });
  expect(view.result?.onlyBefore).toHaveLength(1);
});

it("a path, a value or a rule that does not exist is one clear sentence", async () => {
  const failing = async (...args: string[]) => {
    const { code, stderr } = await runAnhu(["backtest", "--rule", ...args], environment());
    return [code, stderr];
  };
  expect(await failing("heartRate.high", "--set", "levels.huge.raiseAt=1")).toEqual([
    1,
    expect.stringContaining("it has levels.{mark,warning,fastWarning,critical,deep}.{raiseAt,clearAt,forMs}"),
  ]);
  expect(await failing("heartRate.high", "--set", "levels.warning.raiseAt=high")).toEqual([1, expect.stringContaining("and a number")]);
  expect(await failing("no.such")).toEqual([1, expect.stringContaining("anhu rule list shows them")]);
});

it("Ctrl-C stops the back-test in the server too", async () => {
  const main = join(ROOT, "app/main.ts");
  // Signing in takes a moment, in which the replay must not end.
  await home.ask("manager", "GET", `/facilities/${home.facilityId}/rules`);
  const child = spawn(process.execPath, [main, "backtest", "--rule", "heartRate.high", "--days", "366"], {
    env: { PATH: process.env["PATH"] ?? "", ...environment() },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const end = once(child, "close");
  await until(() => said.join("").includes("replaying"), { deadlineMs: 30_000, what: "progress" });
  const busy = await home.ask("manager", "POST", `/facilities/${home.facilityId}/backtests`, { rule: "heartRate.high" });
  expect(busy.status).toBe(409);
  child.kill("SIGINT");
  expect(await end).toEqual([1, null]);
  expect(said.join("")).toContain("interrupted");
  // There is room for the next one.
  expect((await home.ask("manager", "POST", `/facilities/${home.facilityId}/backtests`, { rule: "heartRate.high", days: 1 })).status).toBe(
    202,
  );
});
