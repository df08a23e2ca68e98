import type { MqttClient } from "mqtt";
import { readSettings } from "../../app/config.ts";
import { start, type Platform } from "../../app/start.ts";
import type { AlertView } from "../../domain/alert.ts";
import { connectDevice, type MadeDevice } from "../support/home.ts";
import { makeTempDir, until } from "../support/machine.ts";
import { ManualClock, MONDAY_MORNING_MS } from "../support/manual-clock.ts";

export type Json = ReturnType<typeof JSON.parse>;
export type Who = "administrator" | "manager" | "nurse" | "physician";
const PASSWORD = "long enough";
const SECOND = 1_000;
const PATIENTLY = { deadlineMs: 30_000, what: "an answer of a server that is not too busy" };

export interface LoadHome {
  readonly platform: Platform;
  readonly clock: ManualClock;
  readonly facilityId: string;
  readonly residentId: string;
  readonly dataDir: string;
  /** Publishes as that device and waits until the server has it on disk. */
  publish(device: MadeDevice, to: "observations" | "events", body: object): Promise<void>;
  device(kind: string, residentId?: string): Promise<MadeDevice>;
  resident(room: string): Promise<string>;
  /** Values every ten seconds for so many minutes; the clock moves with them. */
  measure(device: MadeDevice, minutes: number, values: () => Readonly<Record<string, number>>): Promise<void>;
  ask(who: Who, method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: Json }>;
  alerts(): Promise<readonly AlertView[]>;
  close(): Promise<void>;
}
/** A whole server whose clock moves only when it is told to, fed over MQTT, with a manager, a nurse and a physician in a staffed home. */
export async function openLoadHome(
  environment: Readonly<Record<string, string>> = {},
  more: { readonly dashboardDir?: string } = {},
): Promise<LoadHome> {
  const temp = makeTempDir();
  const clock = new ManualClock(MONDAY_MORNING_MS);
  const settings = readSettings({
    ...{ ANHU_DATA_DIR: temp.path, ANHU_HTTP_PORT: "0", ANHU_MQTT_PORT: "0", ANHU_LOG_LEVEL: "silent" },
    ...environment,
  });
  const platform = await start(settings, { clock, simulation: { startMs: MONDAY_MORNING_MS, rate: 1 }, ...more });
  const sessions = new Map<Who, Readonly<Record<string, string>>>([["administrator", { authorization: `Bearer ${platform.adminToken}` }]]);
  /** A busy machine sheds requests; they are asked again. */
  const send = (who: Who, method: string, path: string, body?: unknown) =>
    until(async () => {
      const answer = await fetch(`${platform.httpUrl}/api/v1${path}`, {
        method,
        headers: { ...sessions.get(who), ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return answer.status !== 503 && answer;
    }, PATIENTLY);
  /** Sessions end when the clock jumps past their idle time. */
  const signIn = async (who: Who): Promise<void> => {
    sessions.delete(who);
    const session = await send(who, "POST", "/session", { username: who, password: PASSWORD });
    const { csrfToken }: Json = await session.json();
    sessions.set(who, { cookie: session.headers.getSetCookie()[0]!.split(";")[0]!, "x-csrf-token": csrfToken });
  };
  const ask: LoadHome["ask"] = async (who, method, path, body) => {
    if (!sessions.has(who)) await signIn(who);
    let answer = await send(who, method, path, body);
    if (answer.status === 401 && who !== "administrator") {
      await signIn(who);
      answer = await send(who, method, path, body);
    }
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
  };
  const facilityId: string = (await ask("administrator", "POST", "/facilities", { name: "岁安", staffed: true })).body.id;
  const resident = async (room: string): Promise<string> =>
    (await ask("administrator", "POST", "/residents", { facilityId, name: `住户${room}`, room })).body.id;
  for (const role of ["manager", "nurse", "physician"])
    await ask("administrator", "POST", "/users", { username: role, name: `测试 ${role}`, role, facilityId, password: PASSWORD });
  const links = new Map<string, MqttClient>();
  const port = Number(new URL(platform.mqttUrl).port);
  const residentId = await resident("302");
  const publish: LoadHome["publish"] = async (device, to, body) => {
    const link = links.get(device.id) ?? (await connectDevice(port, device));
    links.set(device.id, link);
    await link.publishAsync(device.topics[to], JSON.stringify({ at: clock.now(), ...body }), { qos: 1 });
  };
  return {
    ...{ platform, clock, facilityId, residentId, ask, resident, publish, dataDir: temp.path },
    device: async (kind, holder = residentId) =>
      (await ask("administrator", "POST", "/devices", { facilityId, kind, residentId: holder })).body as MadeDevice,
    async measure(device, minutes, values) {
      for (let n = 0; n < minutes * 6; n += 1) {
        clock.advance(10 * SECOND);
        await publish(device, "observations", values());
      }
    },
    async alerts() {
      const items: AlertView[] = [];
      for (let cursor = ""; ;) {
        const { body } = await ask("administrator", "GET", `/alerts?facility=${facilityId}&limit=200${cursor}`);
        items.push(...(body.items as AlertView[]));
        if (body.next === null) return items;
        cursor = `&cursor=${encodeURIComponent(body.next)}`;
      }
    },
    async close() {
      for (const link of links.values()) await link.endAsync(true);
      await platform.close();
      temp.remove();
    },
  };
}
