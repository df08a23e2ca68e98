import { hash } from "@node-rs/argon2";
import type { Browser, Page } from "playwright-core";
import { idOf } from "./clinic-home.ts";
import { FAULTS, type PageOptions } from "./open-page.ts";
import type { FakeApi } from "../api/fakes.ts";
import { enrol } from "../api/handset-world.ts";
import { aTile, aUser, openWorld, type Who } from "../api/world.ts";
import { anAlert, aPlace, aResident } from "../support/builders.ts";

export const PIN = "4071";
export const BADGE = "ANHU-BADGE-23456789ABCDEFGHJKLMNPQR";
/** Urgent, one floor up. */
export const SOS = idOf(11);
/** A warning next door to 302. */
export const NEAR = idOf(12);
/** A warning on another floor. */
export const FAR = idOf(13);

/** The real API and the built dashboard over records in memory: three calls, two carers with a PIN, one of them with a badge. */
export async function openHandsetHome(dashboardDir: string): Promise<FakeApi> {
  const fake = await openWorld({ dashboardDir, liveTickMs: 200 });
  const { records, desk, clock, tiles } = fake;
  const people = [
    ["302", "3", "王秀英"],
    ["303", "3", "陈玉珍"],
    ["305", "3", "黄志明"],
    ["201", "2", "徐美玲"],
    ["402", "4", "周桂芳"],
  ] as const;
  records.placeRows.length = 0;
  const rows = people.map(([name, floor, who], n) => {
    records.placeRows.push(aPlace({ id: `plc_${name}`, facilityId: "fac_1", building: "A", floor, name }));
    records.residentRows.push(aResident({ id: `res_h${n}`, facilityId: "fac_1", placeId: `plc_${name}`, name: who }));
    return aTile({
      residentId: `res_h${n}`,
      room: name,
      floor,
      name: who,
      whereabouts: { code: "inBed", sinceMs: clock.now(), place: name },
    });
  });
  tiles.set("fac_1", rows);
  for (const user of records.userRows) if (user.id === "usr_caregiver") Object.assign(user, { name: "王芳" });
  for (const user of records.userRows) if (user.id === "usr_nurse") Object.assign(user, { name: "李娜" });
  records.userRows.push({ ...aUser("caregiver"), id: "usr_night", username: "night", name: "赵敏", passwordHash: "" });
  const pinHash = await hash(PIN, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
  for (const userId of ["usr_caregiver", "usr_nurse"]) records.pinRows.set(userId, { pinHash, atMs: clock.now() });
  const { badgeHash } = await import("../../api/carer-keys.ts");
  records.badgeRows.set("usr_night", { badgeHash: badgeHash(BADGE), atMs: clock.now() });
  desk.clear();
  const raise = (id: string, resident: number, agoMs: number, kind: "sos" | "help") => {
    const residentId = `res_h${resident}`;
    const at = clock.now() - agoMs;
    const about = kind === "sos" ? {} : { severity: "warning" as const, rule: "help", prompt120: false };
    const facts = { facilityId: "fac_1", residentId, subjectId: residentId, raisedAtMs: at, observedAtMs: at, conditionActive: false };
    desk.raise(anAlert({ id, kind, ...facts, ...about }));
  };
  raise(FAR, 3, 240_000, "help");
  raise(NEAR, 1, 60_000, "help");
  raise(SOS, 4, 45_000, "sos");
  return fake;
}
export function aHandset(fake: FakeApi, who = "nurse"): Promise<{ readonly id: string; readonly locked: Who }> {
  return enrol(fake, who);
}
/** A phone that holds what an enrolled handset holds; what it complains of goes into `complaints`. */
export async function openHandset(
  browser: Browser,
  fake: FakeApi,
  { locked }: { readonly locked: Who },
  complaints: string[],
  { language = "zh-CN", width = 390, worker = false }: PageOptions = {},
  path = "/shift",
): Promise<Page> {
  const [name = "", value = ""] = (locked.headers["cookie"] ?? "").split("=");
  const serviceWorkers = worker ? "allow" : "block";
  const context = await browser.newContext({ viewport: { width, height: 844 }, reducedMotion: "reduce", serviceWorkers });
  await context.addCookies([{ name, value, url: fake.url }]);
  await context.addInitScript((chosen) => localStorage.setItem("anhu.language", chosen), language);
  const page = await context.newPage();
  page.on("pageerror", (error) => void complaints.push(error.message));
  page.on("console", (message) => {
    if (FAULTS.test(message.text())) complaints.push(message.text());
  });
  await page.goto(fake.url + path);
  await page.getByTestId("handset-who").waitFor();
  await page.getByTestId(`call-${SOS}`).waitFor();
  return page;
}
/** Types the PIN of the person on the sheet that asks who it is. */
export async function typePin(page: Page, userId: string, pin = PIN): Promise<void> {
  await page.getByTestId(`switch-${userId}`).click();
  for (const digit of pin) await page.getByTestId(`pin-${digit}`).click();
  await page.getByTestId("pin-ok").click();
}
/** A badge at the reader: all keys and Enter at once, as no hand types; nothing is waited for between them. */
export async function readBadgeAt(page: Page, text: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const keys = Array.from(text, (key) => ({ type: "keyDown", key, text: key }) as const);
  const enter = { type: "keyDown", key: "Enter", code: "Enter", text: "\r", windowsVirtualKeyCode: 13 } as const;
  await Promise.all([...keys, enter].map((key) => cdp.send("Input.dispatchKeyEvent", key)));
  await cdp.detach();
}
