import { createHash, randomBytes } from "node:crypto";
import { PNG } from "pngjs";
import type { TestHome } from "./home.ts";

/** What a browser keeps, and what it sends along. Nothing of it is known to the server but by requests. */
class Visitor {
  readonly #cookies = new Map<string, string>();
  readonly #headers: Record<string, string> = {};
  constructor(authorization?: string) {
    if (authorization !== undefined) this.#headers["authorization"] = authorization;
  }
  async ask(url: string, method: string, path: string, body?: object, type = "application/json"): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...this.#headers, cookie, ...(body === undefined ? {} : { "content-type": type }) },
      ...(body === undefined ? {} : { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    if (!answer.ok) throw new Error(`${method} ${path}: HTTP ${answer.status} ${await answer.text()}`);
    return answer;
  }
  async json(url: string, method: string, path: string, body?: object, type?: string): Promise<Record<string, never>> {
    const answer = (await (await this.ask(url, method, path, body, type)).json()) as Record<string, never>;
    if (typeof answer["csrfToken"] === "string") this.#headers["x-csrf-token"] = answer["csrfToken"];
    return answer;
  }
}
const PIN = "903618";
const OWN = "an own long password";
/** What is kept, without what follows from the moment of asking. */
function kept(text: string): object {
  const { at: _at, now: _now, gaps: _gaps, onDuty: _onDuty, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return rest;
}
/** A picture of noise: every byte of it matters. */
function picture(side: number): Buffer {
  const png = new PNG({ width: side, height: side });
  randomBytes(png.data.length).copy(png.data);
  return PNG.sync.write(png);
}

export interface FurnishedHome {
  /** What people and screens of the home see, with the cookies they hold since before; of files how long they are and their SHA-256. */
  seenAt(url: string): Promise<Readonly<Record<string, unknown>>>;
}
/**
 * Puts into a home what it gathers in its first weeks: a photo, the plan of a floor, a signed contract with its copy, a relative who came by
 * link and code, a wall and a handset with a carer on it, a rota, a signed-in nurse. All over HTTP, as browsers do.
 */
export async function furnishHome(url: string, adminToken: string, home: TestHome): Promise<FurnishedHome> {
  const admin = new Visitor(`Bearer ${adminToken}`);
  const { facilityId } = home;
  const residentId = home.residentIds[0]!;
  const ofHome = `/facilities/${facilityId}`;
  const ofResident = `/residents/${residentId}`;
  const hired = async (username: string, role: string) => {
    const made = await admin.json(url, "POST", "/users", { username, name: `测试 ${username}`, role, facilityId });
    const visitor = new Visitor();
    await visitor.json(url, "POST", "/session", { username, password: made["password"], newPassword: OWN });
    return { id: String(made["id"]), visitor };
  };
  const nurse = await hired("nurse-1", "nurse");
  const manager = await hired("manager-1", "manager");
  const carer = await hired("carer-1", "caregiver");
  await nurse.visitor.ask(url, "POST", `${ofResident}/photo`, picture(200), "image/png");
  const plan = await manager.visitor.json(url, "POST", `${ofHome}/floor-plans?building=A&floor=3`, picture(400), "image/png");
  const place = await manager.visitor.json(url, "POST", `${ofHome}/places`, { building: "A", floor: "3", name: "301" });
  await manager.visitor.ask(url, "PUT", `${ofHome}/places/${place["id"]}/plan-point`, { point: { x: 0.25, y: 0.5 } });
  const contracts = await manager.visitor.ask(url, "GET", `/contracts?facility=${facilityId}`);
  const [contract] = ((await contracts.json()) as { items: readonly { id: string }[] }).items;
  const ofContract = `/contracts/${contract?.id}`;
  const paper = Buffer.concat([Buffer.from("%PDF-1.7 协议\n"), randomBytes(1_000_000)]);
  const copy = await manager.visitor.json(url, "POST", `${ofContract}/copies?name=%E5%8D%8F%E8%AE%AE.pdf`, paper, "application/pdf");
  const window = { from: "07:00", to: "19:00" };
  await manager.visitor.ask(url, "POST", `${ofHome}/rota/shifts`, { role: "onDutyCaregiver", userId: carer.id, window });

  const relative = new Visitor();
  const said = { saidBy: "resident", how: "word" };
  const invited = await nurse.visitor.json(url, "POST", `${ofResident}/family-access`, {
    name: "女儿",
    scopes: ["state", "rhythm"],
    ...said,
  });
  const token = String(invited["url"]).split("/f/")[1];
  await relative.json(url, "POST", "/family-link", { token, code: invited["code"] });

  const wall = new Visitor();
  const { code } = await wall.json(url, "POST", "/wall-pairings");
  await manager.visitor.json(url, "POST", `${ofHome}/wall-screens`, { code, name: "三楼护士站", floors: [], hasNames: true });
  await carer.visitor.ask(url, "PUT", "/me/pin", { password: OWN, pin: PIN });
  // The one who enrols is signed out of that browser.
  const handset = new Visitor();
  await handset.json(url, "POST", "/session", { username: "manager-1", password: OWN });
  await handset.json(url, "POST", `${ofHome}/handsets`, { name: "三楼 1 号" });
  await handset.json(url, "POST", "/handset/session", { userId: carer.id, pin: PIN });

  const looks: readonly (readonly [Visitor, string])[] = [
    [nurse.visitor, `${ofResident}/photo`],
    [nurse.visitor, `${ofResident}/family-access`],
    [manager.visitor, `${ofHome}/floor-plans`],
    [manager.visitor, `${ofHome}/floor-plans/${plan["id"]}/picture`],
    [manager.visitor, `${ofContract}/copies`],
    [manager.visitor, `${ofContract}/copies/${copy["id"]}`],
    [manager.visitor, `${ofContract}/history`],
    [manager.visitor, `${ofHome}/rota`],
    [manager.visitor, `${ofHome}/carers`],
    [relative, "/own-residents"],
    [wall, "/wall-screen"],
    [handset, "/handset"],
  ];
  return {
    async seenAt(there) {
      const seen: Record<string, unknown> = {};
      for (const [visitor, path] of looks) {
        const answer = await visitor.ask(there, "GET", path);
        const bytes = Buffer.from(await answer.arrayBuffer());
        const isText = answer.headers.get("content-type")?.includes("json") === true;
        seen[path] = isText ? kept(bytes.toString()) : `${bytes.length} bytes ${createHash("sha256").update(bytes).digest("hex")}`;
      }
      for (const [name, visitor] of Object.entries({ nurse: nurse.visitor, relative, handset }))
        seen[`who is ${name}`] = (await visitor.json(there, "GET", "/session"))["user"];
      // The handset takes the next person by their PIN, and the relative's device needs no new link.
      seen["the PIN opens"] = (await handset.json(there, "POST", "/handset/session", { userId: carer.id, pin: PIN }))["user"];
      seen["the link opens"] = (await relative.json(there, "POST", "/family-link", {}))["state"];
      return seen;
    },
  };
}
