import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import Value from "typebox/value";
import { AnhuError } from "../../domain/errors.ts";
import { type HomeDocument, HomeImported } from "../../domain/home-document.ts";
import { startClinic } from "../../simulators/clinic.ts";
import { makeHomeDocument, residentKey } from "../../simulators/home-document.ts";
import { startHome } from "../../simulators/home.ts";
import { ApiClient } from "../client.ts";
import { systemClock } from "../clock.ts";
import type { Settings } from "../config.ts";
import { ensureDashboard } from "../dashboard-build.ts";
import { Lifecycle } from "../lifecycle.ts";
import { start } from "../start.ts";
import { signInCaregiver } from "./demo-care.ts";
import { say } from "./print.ts";

/** A person can watch, and be faster than the simulated ones. */
const UNHURRIED = { firstMs: 12_000, betweenMs: 90_000, doctorMs: 12_000, care: { goMs: 10_000, arriveMs: 20_000, resolveMs: 30_000 } };
const ONCE = { firstMs: 1_000, betweenMs: 1_000, doctorMs: 500, care: { goMs: 500, arriveMs: 500, resolveMs: 1_500 } };
const ONCE_WITHIN_MS = 90_000;
/** Who falls and who presses the button, in turn. */
const FALLS = [1, 7, 13];
const PRESSES = [4, 10, 16];

/**
 * A simulated care home with a contracted clinic, in an own temporary data directory. Prints the sign-ins once. Ends on SIGINT with exit
 * code 0; with `isOnce` after a fall and an SOS were answered on both tracks and resolved.
 */
export async function runDemo(given: Settings, { isOnce }: { readonly isOnce: boolean }): Promise<void> {
  const pace = isOnce ? ONCE : UNHURRIED;
  const lifecycle = new Lifecycle();
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  try {
    await ensureDashboard(say);
    const settings = demoSettings(given, lifecycle);
    const platform = await start(settings, { clock: systemClock, simulation: null });
    lifecycle.add("platform", () => platform.close());
    const clinic = await startClinic({ acknowledge: { person: "周医生", afterMs: pace.doctorMs } });
    lifecycle.add("clinic", () => clinic.close());
    clinic.onMessage(({ type, kind }) => say(`clinic received ${type}: ${kind}`));

    const api = new ApiClient({ ...settings, ANHU_URL: platform.httpUrl, ANHU_ADMIN_TOKEN: platform.adminToken });
    const plain = makeHomeDocument({ webhookUrl: clinic.url, tell: { sos: "at-once", fall: "at-once" } });
    const document = { ...plain, devices: [...plain.devices, CORRIDOR_LIGHT], users: [...plain.users, ADMINISTRATOR] };
    const imported = Value.Parse(HomeImported, await api.post("/import", document));
    for (const { webhookSecret } of imported.clinics) clinic.addSecret(webhookSecret);
    const light = imported.devices.find(({ key }) => key === CORRIDOR_LIGHT.key);
    if (light !== undefined) await api.post("/annunciators", { facilityId: imported.facilityId, deviceId: light.id, label: "三楼走廊灯" });
    const home = startHome({
      ...{ mqttUrl: platform.mqttUrl, document, imported, clock: systemClock },
      onShow: (_key, { text, sound }) =>
        say(`corridor light: ${text === null ? "dark" : `${text.zh}${sound === null ? " (silent)" : ""}`}`),
    });
    lifecycle.add("home", () => home.close());
    printWelcome(platform.httpUrl, imported, document);

    const [first] = imported.users;
    if (first === undefined) throw new AnhuError("BAD_INPUT", "starting the demo: the home has no caregiver");
    const caregiver = await signInCaregiver(platform.httpUrl, first, imported.facilityId, pace.care);
    const playBoth = async (round: number): Promise<void> => {
      await delay(round === 0 ? pace.firstMs : pace.betweenMs, undefined, { signal: stop.signal });
      home.play("night-fall", residentKey(FALLS[round % FALLS.length] ?? 1));
      await caregiver.handle("fall");
      await delay(pace.betweenMs, undefined, { signal: stop.signal });
      home.play("sos", residentKey(PRESSES[round % PRESSES.length] ?? 4));
      await caregiver.handle("sos");
    };
    if (isOnce) {
      await Promise.race([playBoth(0), delay(ONCE_WITHIN_MS, undefined, { signal: stop.signal }).then(tooLate)]);
      if (clinic.counts.acknowledged < 2)
        throw new AnhuError(
          "DELIVERY_FAILED",
          "the demo: the clinic's doctor did not acknowledge both alerts; look at what the clinic received above",
        );
      say(`done: ${clinic.counts.messages} messages reached the clinic, ${clinic.counts.acknowledged} acknowledged by the doctor`);
    } else {
      for (let round = 0; ; round++) await playBoth(round);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    stop.abort();
    await lifecycle.close();
  }
}
/** Hangs in the corridor of the third floor, by the nurses' station. */
const CORRIDOR_LIGHT = { key: "light-3f", kind: "corridorLight", room: "3F 护士站" } as const;
const ADMINISTRATOR: HomeDocument["users"][number] = { username: "admin", name: "孙敏", role: "administrator" };
function demoSettings(given: Settings, lifecycle: Lifecycle): Settings {
  const dataDir = mkdtempSync(join(tmpdir(), "anhu-demo-"));
  lifecycle.add("data directory", () => rmSync(dataDir, { recursive: true, force: true }));
  return {
    ...given,
    ANHU_DATA_DIR: dataDir,
    ANHU_HTTP_HOST: given.ANHU_HTTP_HOST ?? "127.0.0.1",
    ANHU_MQTT_HOST: given.ANHU_MQTT_HOST ?? "127.0.0.1",
    ANHU_LOG_LEVEL: given.ANHU_LOG_LEVEL === "info" ? "warn" : given.ANHU_LOG_LEVEL,
  };
}
function tooLate(): never {
  throw new AnhuError("DELIVERY_FAILED", `the demo: the fall and the SOS were not answered within ${ONCE_WITHIN_MS / 1000} s`);
}
function printWelcome(httpUrl: string, imported: HomeImported, { users }: HomeDocument): void {
  process.stdout.write(
    `\n安护 Anhu · demo\n  wall    ${httpUrl.replace("127.0.0.1", "localhost")}/wall\n  phone   ${httpUrl.replace("127.0.0.1", "localhost")}/shift\n\n  sign-ins (this run only):\n`,
  );
  for (const { username, password } of imported.users) {
    const role = users.find((user) => user.username === username)?.role ?? "";
    process.stdout.write(`    ${username.padEnd(10)} ${password}  ${role}\n`);
  }
  process.stdout.write("\n  In a moment somebody falls, then somebody presses the SOS button. Ctrl-C ends the demo.\n\n");
}
