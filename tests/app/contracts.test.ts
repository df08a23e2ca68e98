import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fetchPatiently } from "../support/patient-client.ts";
import { openCareHome, type CareHome } from "./care-home.ts";

/** Contracts on a whole server: what is entered is told of, kept, and routes. */
const DAY = 86_400_000;
type Json = ReturnType<typeof JSON.parse>;
let home: CareHome;
let clinicId = "";
beforeAll(async () => {
  home = await openCareHome();
  ({ id: clinicId } = (await home.post(home.administrator, "/clinics", { name: "社区医院", webhookUrl: "http://127.0.0.1:9/hook" })).body);
});
afterAll(() => home.close());

const alerts = async (): Promise<Json[]> =>
  (await home.get(home.administrator, `/alerts?facility=${home.facilityId}&open=true`)).items.filter(
    ({ kind }: Json) => kind === "contract",
  );
const rules = async () => (await alerts()).map(({ rule }: Json) => rule);

it("a new home is told of nothing on its first day", async () => {
  expect(await rules()).toEqual([]);
  const situation = await home.get(home.administrator, `/contracts/situation?facility=${home.facilityId}`);
  expect(situation).toMatchObject({ owed: true, findings: [], fallback: { clinics: 0, phones: [], call120: true } });
});
it("a contract of twenty days is told of at once, to the manager, and no more once it is renewed; its copy comes back byte by byte", async () => {
  const { administrator: who } = home;
  const contract = { facilityId: home.facilityId, clinicId, to: Date.now() + 20 * DAY, dutyPhone: "8001" };
  const { body: added } = await home.post(who, "/contracts", contract);
  expect(added).toMatchObject({ status: "active", version: 1, dutyPhone: "8001" });
  await expect.poll(rules).toEqual(["contract.expiring"]);
  const [alert] = await alerts();
  expect(alert).toMatchObject({ class: "technical", severity: "warning", prompt120: false, residentId: null });
  expect(alert.timeline.filter(({ code }: Json) => code === "told").map((line: Json) => line.who)).toEqual(["manager"]);

  const content = Buffer.concat([Buffer.from("%PDF-1.7 "), Buffer.alloc(700_000, 5)]);
  const address = `${home.platform.httpUrl}/api/v1/contracts/${added.id}/copies`;
  const headers = { ...who, "content-type": "application/pdf" };
  const uploaded = await fetchPatiently(`${address}?name=a.pdf`, { method: "POST", headers, body: new Uint8Array(content) });
  const copy: Json = await uploaded.json();
  const sha256 = createHash("sha256").update(content).digest("hex");
  expect([uploaded.status, copy.sha256]).toEqual([201, sha256]);
  const back = Buffer.from(await (await fetchPatiently(`${address}/${copy.id}`, { headers: who })).arrayBuffer());
  expect(createHash("sha256").update(back).digest("hex")).toBe(sha256);

  const { status, body: next } = await home.post(who, `/contracts/${added.id}/renew`, { to: Date.now() + 400 * DAY, person: "张院长" });
  expect([status, next.status, next.renewsId]).toEqual([201, "signed", added.id]);
  await expect.poll(rules).toEqual([]);
});
it("a draft routes nothing, and one that both have signed stands in who will be told", async () => {
  const { administrator: who } = home;
  const { id } = (await home.post(who, "/clinics", { name: "二院", webhookUrl: "http://127.0.0.1:9/two" })).body;
  const { body: draft } = await home.post(who, "/contracts", { facilityId: home.facilityId, clinicId: id, draft: true, priority: 1 });
  const told = async () => {
    const path = `/residents/${home.residentId}/who-will-be-told?rule=sos`;
    return (await home.get(home.nurse, path)).items.some(({ why }: Json) => why.includes(draft.id));
  };
  expect(await told()).toBe(false);
  const said = { person: "张院长" };
  await home.post(who, `/contracts/${draft.id}/sign`, { ...said, basedOn: 1, side: "facility", name: "张院长" });
  expect(await told()).toBe(false);
  const { body } = await home.post(who, `/contracts/${draft.id}/sign`, { ...said, basedOn: 2, side: "clinic", name: "王主任" });
  expect(body).toMatchObject({ status: "active", version: 3 });
  expect(await told()).toBe(true);
});
