import { Type } from "typebox";
import { QuarantineReplayed, QuarantineView, ReplayQuarantine } from "../../domain/api-admin-schemas.ts";
import { Id, pageOf, PageQuery } from "../../domain/api-schemas.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import type { ApiPorts } from "../ports.ts";

/** What was kept but could not be read. */
export function quarantineRoutes(app: App, { ports, audit }: ApiContext): void {
  const note = noteOf(audit);
  const list = document("operations", "listQuarantine", "What was kept but could not be read", {
    querystring: Type.Object({ ...PageQuery, facility: Type.Optional(Id) }),
    response: { 200: pageOf(QuarantineView) },
  });
  app.get("/quarantine", { config: { action: "readQuarantine" }, schema: list }, async (request) => {
    const { cursor = null, limit } = request.query;
    const page = await ports.records.quarantine({ facilityId: request.target.facilityId, cursor, limit });
    const items = page.items.map(({ receivedAtMs, payload, ...entry }) => ({
      ...entry,
      payload: Buffer.from(payload).toString("base64"),
      receivedAt: receivedAtMs,
    }));
    return { items, next: page.next };
  });
  const replay = document("operations", "replayQuarantine", "Read it again, after a decoder has learnt or a device was added", {
    body: ReplayQuarantine,
    response: { 200: QuarantineReplayed },
  });
  app.post("/quarantine/replay", { config: { action: "replayQuarantine" }, schema: replay }, async (request) => {
    const done = await ports.replayQuarantine(request.body.ids ?? (await everything(ports)));
    note(request, "replayQuarantine", null, `${done.replayed} read, ${done.kept} kept`);
    return done;
  });
}
async function everything(ports: ApiPorts): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ApiPorts["records"]["quarantine"]>> = await ports.records.quarantine({
      facilityId: null,
      cursor,
      limit: 200,
    });
    ids.push(...page.items.map((entry) => entry.id));
    cursor = page.next;
  } while (cursor !== null);
  return ids;
}
