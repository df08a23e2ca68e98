import { systemClock } from "../../app/clock.ts";
import { readSettings } from "../../app/config.ts";
import { start, type Platform } from "../../app/start.ts";
import { makeTempDir } from "../support/machine.ts";
import { fetchPatiently } from "../support/patient-client.ts";

/** A parsed answer; a test reads what it expects of it. */
type Json = ReturnType<typeof JSON.parse>;
interface Answer {
  readonly status: number;
  readonly body: Json;
}
/** Who asks: headers of a session, or of the administrator's token. */
export type Who = Readonly<Record<string, string>>;
export interface CareHome {
  readonly platform: Platform;
  readonly facilityId: string;
  readonly residentId: string;
  readonly administrator: Who;
  readonly nurse: Who;
  readonly physician: Who;
  post(who: Who, path: string, body: unknown): Promise<Answer>;
  get(who: Who, path: string): Promise<Json>;
  readonly dataDir: string;
  /** Ends the server; its data directory stays until `close`. */
  stop(): Promise<void>;
  close(): Promise<void>;
}
const PASSWORD = "long enough";

/** A whole server on free ports, with one resident in a staffed home, a nurse and a physician. */
export async function openCareHome(): Promise<CareHome> {
  const temp = makeTempDir();
  const settings = readSettings({
    ...{ ANHU_DATA_DIR: temp.path, ANHU_HTTP_PORT: "0", ANHU_MQTT_PORT: "0", ANHU_LOG_LEVEL: "silent" },
  });
  const platform = await start(settings, { clock: systemClock, simulation: null });
  const ask = (path: string, request: RequestInit) => fetchPatiently(`${platform.httpUrl}/api/v1${path}`, request);
  const send = (path: string, body: unknown, headers: Who) =>
    ask(path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  const post = async (who: Who, path: string, body: unknown): Promise<Answer> => {
    const answer = await send(path, body, who);
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  const administrator = { authorization: `Bearer ${platform.adminToken}` };
  const facilityId: string = (await post(administrator, "/facilities", { name: "岁安", staffed: true })).body.id;
  const residentId: string = (await post(administrator, "/residents", { facilityId, name: "王秀英", room: "302" })).body.id;
  async function person(role: string, name: string): Promise<Who> {
    await post(administrator, "/users", { username: role, name, role, facilityId, password: PASSWORD });
    const session = await send("/session", { username: role, password: PASSWORD }, {});
    const { csrfToken }: Json = await session.json();
    return { cookie: session.headers.getSetCookie()[0]!.split(";")[0]!, "x-csrf-token": csrfToken };
  }
  let stopped: Promise<void> | null = null;
  const stop = () => (stopped ??= platform.close());
  return {
    ...{ platform, facilityId, residentId, administrator, post },
    nurse: await person("nurse", "李护士"),
    physician: await person("physician", "陈医生"),
    get: async (who, path) => (await ask(path, { headers: who })).json(),
    dataDir: temp.path,
    stop,
    async close() {
      await stop();
      temp.remove();
    },
  };
}
