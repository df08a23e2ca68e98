import { join } from "node:path";
import { Type } from "typebox";
import Value from "typebox/value";
import { describe, expect, it, onTestFinished } from "vitest";
import { diskUse } from "../../app/disk-use.ts";
import { askAnhu, runAnhu } from "../support/anhu-command.ts";
import { startAnhuProcess } from "../support/anhu-process.ts";
import { tempDir } from "../store/temp-dir.ts";

const GIB = 1024 ** 3;
const Made = Type.Object({ id: Type.String() });

describe("the disk use to expect", () => {
  it("grows with devices, signs and days, and minutes are never more than readings", () => {
    const kept = { rawDays: 14, minuteDays: 730 };
    const one = diskUse(new Map([["wristband", 1]]), kept);
    expect(one.all).toBe(one.raw + one.minutes + one.hours);
    expect(diskUse(new Map([["wristband", 100]]), kept).all).toBeCloseTo(100 * one.all, 0);
    expect(diskUse(new Map([["wristband", 1]]), { rawDays: 28, minuteDays: 730 }).raw).toBeCloseTo(2 * one.raw, 0);
    // A wristband speaks every 10 s with ten signs: 8,640 messages and 14,400 minutes of a sign a day.
    expect(one.raw).toBe(14 * 8_640 * (45 + 10 * 6));
    expect(one.minutes).toBe(730 * (14_400 * 9 + 240 * 25));
    // A door speaks once in 25 hours, so it has no more minutes than values.
    const door = diskUse(new Map([["doorSensor", 1]]), kept);
    expect(door.minutes).toBeCloseTo(730 * (24 / 25) * 3 * (9 + 25), 0);
  });
});

describe("anhu config check", { timeout: 180_000 }, () => {
  const check = (env: Record<string, string>, ...args: string[]) =>
    runAnhu(["config", "check", ...args], { ANHU_DATA_DIR: tempDir(), ...env });
  it("prints the use to expect and what is free", async () => {
    const { code, stdout } = await check({}, "--devices", "wristband=1,bedMat=2", "--json");
    expect(code).toBe(0);
    const answer = JSON.parse(stdout) as { devices: number; expectedGiB: number; availableGiB: number };
    expect(answer).toMatchObject({ devices: 3, rawDays: 14, minuteDays: 730 });
    const expected =
      diskUse(
        new Map([
          ["wristband", 1],
          ["bedMat", 2],
        ]),
        { rawDays: 14, minuteDays: 730 },
      ).all / GIB;
    expect(answer.expectedGiB).toBeCloseTo(expected, 1);
    expect(answer.availableGiB).toBeGreaterThan(expected);
  });
  it("refuses more than is free, and says what would help", async () => {
    const { code, stdout, stderr } = await check({}, "--devices", "wristband=9000000");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^anhu: checking the disk for 9000000 devices: .* GiB for them; give it a larger disk, lower ANHU_RETENTION_MINUTE_DAYS/,
    );
  });
  it("names where browsers fetch the background of maps, without the key behind it; a wrong one is refused with the reason", async () => {
    const tiles = async (setting: string) => check({ ANHU_MAP_TILES: setting }, "--devices", "wristband=1", "--json");
    const none = await check({}, "--devices", "wristband=1", "--json");
    expect(JSON.parse(none.stdout)).toMatchObject({ mapTiles: "none: no request leaves the home" });
    const set = await tiles("https://tiles.example/{z}/{x}/{y}.png?key=secret | © A | gcj02");
    expect(JSON.parse(set.stdout)).toMatchObject({ mapTiles: "https://tiles.example (gcj02, © A)" });
    const wrong = await tiles("https://{s}.tiles.example/{z}/{x}/{y}.png | © A | wgs84");
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("ANHU_MAP_TILES: the address has no braces but")]);
  });
  it("leaves the disk of InfluxDB to InfluxDB", async () => {
    const { code, stdout } = await check({ ANHU_HISTORIAN_URL: "http://127.0.0.1:9" }, "--devices", "wristband=9000000", "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { rawDays: 90, expectedGiB: null }]);
  });
  it.each(["toaster=3", "wristband", "wristband=-1"])("refuses --devices %s", async (devices) => {
    const { code, stderr } = await check({}, "--devices", devices);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`reading --devices: ${devices} is not kind=count`)]);
  });
  it("without --devices it counts those of the running server that are not revoked", async () => {
    const server = await startAnhuProcess({ dataDir: join(tempDir(), "data") });
    onTestFinished(() => server.kill("SIGKILL"));
    const facility = Value.Parse(Made, await askAnhu(server, "facility", "add", "--name", "A"));
    const devices = await askAnhu(server, "device", "add", "--facility", facility.id, "--kind", "bedMat", "--count", "3");
    await server.api.post(`/devices/${Value.Parse(Type.Array(Made), devices)[0]!.id}/revoke`, {});
    expect(await askAnhu(server, "config", "check")).toMatchObject({ devices: 2, rawDays: 14 });
  });
  it("without --devices it wants a running server", async () => {
    const { code, stderr } = await check({ ANHU_URL: "http://127.0.0.1:9", ANHU_ADMIN_TOKEN: "0123456789abcdef" });
    expect([code, stderr]).toEqual([1, expect.stringContaining("no answer; is the server running there?")]);
  });
});
