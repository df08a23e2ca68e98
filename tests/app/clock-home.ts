import { once } from "node:events";
import { readSettings } from "../../app/config.ts";
import { start } from "../../app/start.ts";
import type { Role } from "../../domain/people.ts";
import { connectDevice, type MadeDevice } from "../support/home.ts";
import { makeTempDir, until } from "../support/machine.ts";
import { ManualClock } from "../support/manual-clock.ts";

/** A parsed answer; a test reads what it expects of it. */
type Json = ReturnType<typeof JSON.parse>;
export type Who = Readonly<Record<string, string>>;
const PASSWORD = "long enough";

/** A whole server on free ports whose time is moved by the test, with a resident who has a button. */
export async function openClockHome(options: { staffed?: boolean; nowMs: number; birthYear?: number }) {
  const clock = new ManualClock(options.nowMs);
  const temp = makeTempDir();
  const settings = readSettings({
    ...{ ANHU_DATA_DIR: temp.path, ANHU_HTTP_PORT: "0", ANHU_MQTT_PORT: "0", ANHU_LOG_LEVEL: "silent" },
  });
  let platform = await start(settings, { clock, simulation: null });
  const administrator = () => ({ authorization: `Bearer ${platform.adminToken}` });
  async function send(who: Who, method: string, path: string, body?: unknown): Promise<{ status: number; body: Json; headers: Headers }> {
    const request = () =>
      fetch(`${platform.httpUrl}/api/v1${path}`, {
        method,
        headers: { ...who, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    let answer = await request();
    for (let tries = 0; answer.status === 503 && tries < 20; tries += 1) {
      await once(AbortSignal.timeout(500), "abort");
      answer = await request();
    }
    return { status: answer.status, body: JSON.parse(await answer.text()), headers: answer.headers };
  }
  /** As the administrator; throws unless it went well. */
  async function ask(path: string, body?: unknown, method = body === undefined ? "GET" : "POST"): Promise<Json> {
    const answer = await send(administrator(), method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
  const { staffed = true, birthYear = 1940 } = options;
  const { id: facilityId }: Json = await ask("/facilities", { name: "岁安", staffed });
  const { id: residentId }: Json = await ask("/residents", { facilityId, name: "王秀英", room: "302", birthYear });
  const button: MadeDevice = await ask("/devices", { facilityId, kind: "sosButton", residentId });
  return {
    ...{ clock, facilityId, residentId, send, ask },
    /** Signs a new person in. */
    async person(role: Role, more: object = { facilityId }): Promise<Who> {
      await ask("/users", { username: role, name: `测试${role}`, role, password: PASSWORD, ...more });
      const session = await send({}, "POST", "/session", { username: role, password: PASSWORD });
      const cookie = session.headers.getSetCookie()[0] ?? "";
      return { cookie: cookie.split(";")[0] ?? "", "x-csrf-token": session.body.csrfToken };
    },
    /** Presses the button; the id of the alert. */
    async press(): Promise<string> {
      // A press of the same moment would be the same press.
      clock.advance(1_000);
      const client = await connectDevice(Number(new URL(platform.mqttUrl).port), button);
      await client.publishAsync(button.topics.events, JSON.stringify({ at: clock.now(), type: "sos" }), { qos: 1 });
      await client.endAsync();
      const openOne = async () => (await ask(`/alerts?facility=${facilityId}&open=true`)).items[0];
      const { id }: Json = await until(openOne, { deadlineMs: 20_000, what: "the alert of the press" });
      return id;
    },
    /** `code who` of the alert's timeline, with seconds after `fromMs`. */
    async lines(alertId: string, fromMs: number): Promise<string[]> {
      const { timeline } = await ask(`/alerts/${alertId}`);
      return timeline.map(({ code, who, at }: Json) => `${code}${who === null ? "" : ` ${who}`} @${Math.round((at - fromMs) / 1_000)}`);
    },
    async restart(): Promise<void> {
      await platform.close();
      platform = await start(settings, { clock, simulation: null });
    },
    async close(): Promise<void> {
      await platform.close();
      temp.remove();
    },
  };
}
export type ClockHome = Awaited<ReturnType<typeof openClockHome>>;
