import { afterEach, describe, expect, it } from "vitest";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { LiveDevice } from "../../api/live-device.ts";
import { LivePicture } from "../../api/live-view.ts";
import { limitsOf } from "../../app/limits.ts";
import type { LimitView } from "../../domain/series.ts";
import { signInfo, isSignKey } from "../../domain/signs.ts";
import { aDevice, anObservation, aSample } from "../support/builders.ts";
import { ManualClock, MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, OWN_ALERT, signIn } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());

describe("the limits of a resident", () => {
  const limits = limitsOf(DEFAULT_CATALOGUE);
  it("are those of the rules that are about a body, with their source", async () => {
    fake = await openWorld({}, { limits: () => limits });
    const { status, body } = await ask(fake, await signIn(fake, "nurse"), "GET", "/api/v1/residents/res_1/limits");
    expect([status, body.items.length > 10]).toEqual([200, true]);
    expect(body.items.filter(({ rule, severity }: LimitView) => rule === "heartRate.low" && severity === "critical")).toEqual([
      {
        ...{ sign: "heartRate", rule: "heartRate.low", side: "low", severity: "critical" },
        ...{ raiseAt: 40, clearAt: 45, forMs: 120_000, source: expect.stringContaining("NEWS2") },
        ...{ level: "critical", isQuieted: false, origin: expect.objectContaining({ of: "default", by: null }) },
      },
      expect.objectContaining({ raiseAt: 35, clearAt: 40, forMs: 30_000 }),
    ]);
    expect(body.items.filter(({ sign }: LimitView) => !isSignKey(sign) || signInfo(sign).class !== "vital")).toEqual([]);
  });
  it("are told to a family that may see values, and to no other", async () => {
    fake = await openWorld({}, { limits: () => limits });
    const path = "/api/v1/residents/res_1/limits";
    expect((await ask(fake, await signIn(fake, "family"), "GET", path)).status).toBe(403);
    const row = fake.records.userRows.findIndex((user) => user.role === "family");
    const consents = [{ residentId: "res_1", scopes: ["vitals" as const] }];
    fake.records.userRows[row] = { ...fake.records.userRows[row]!, id: "usr_other", username: "other", consents };
    expect((await ask(fake, await signIn(fake, "other"), "GET", path)).status).toBe(200);
  });
});

describe("the devices of a resident", () => {
  const ofNothing = { resident: () => undefined, residents: () => [], place: () => undefined, devicesOf: () => [], holderOf: () => [] };
  it("say how they are, as far as they were heard", async () => {
    const device = aDevice();
    const picture = new LivePicture({
      ...ofNothing,
      clock: new ManualClock(),
      device: () => device,
      openAlertIds: () => [],
      coverage: () => [],
      devicesBehind: () => [],
    });
    fake = await openWorld({}, { live: picture });
    const nurse = await signIn(fake, "nurse");
    const [unheard] = (await ask(fake, nurse, "GET", "/api/v1/residents/res_1/devices")).body.items;
    expect(unheard).toMatchObject({ id: "dev_1", online: null, lastReceivedAt: null, battery: null, worn: null, charging: null });
    const samples = [aSample("battery", 12), aSample("worn", 0), aSample("charging", 1)];
    picture.control({ type: "presence", deviceId: "dev_1", online: true, reason: "connected" }, MONDAY_MORNING_MS);
    picture.message(anObservation({ device, samples, receivedAtMs: MONDAY_MORNING_MS }));
    const heard = { online: true, lastReceivedAt: MONDAY_MORNING_MS, battery: 12, worn: false, charging: true };
    for (const path of ["/api/v1/residents/res_1/devices", "/api/v1/devices"])
      expect((await ask(fake, nurse, "GET", path)).body.items).toEqual([expect.objectContaining({ id: "dev_1", ...heard })]);
    picture.control({ type: "presence", deviceId: "dev_1", online: false, reason: "will" }, MONDAY_MORNING_MS);
    expect((await ask(fake, nurse, "GET", "/api/v1/residents/res_1/devices")).body.items[0].online).toBe(false);
  });
  it("are not said to be online by values of an earlier run", () => {
    const device = new LiveDevice(aDevice());
    device.set("battery", 80, MONDAY_MORNING_MS, "good");
    expect(device.health()).toMatchObject({ isOnline: null, battery: 80 });
  });
});

describe("the attempts to tell somebody", () => {
  it("name the clinic and the role, and to a clinic only itself", async () => {
    fake = await openWorld();
    const attempt = {
      deliveryId: "msg_1",
      alertId: OWN_ALERT,
      attempt: 1,
      at: 1,
      state: "accepted" as const,
      why: null,
      ...{ channelId: null, nextAt: null },
    };
    fake.records.attempts.push(
      { ...attempt, channel: "webhook", recipientId: "cli_1" },
      { ...attempt, channel: "webhook", recipientId: "cli_gone" },
      { ...attempt, channel: "screen", recipientId: "nurse" },
    );
    const names = async (role: string) => {
      const { body } = await ask(fake, await signIn(fake, role), "GET", `/api/v1/alerts/${OWN_ALERT}/deliveries`);
      return body.items.map((item: { recipientName: string | null }) => item.recipientName);
    };
    expect(await names("caregiver")).toEqual(["社区卫生服务中心", null, "nurse"]);
    expect(await names("clinicStaff")).toEqual(["社区卫生服务中心"]);
  });
});
