import { Type } from "typebox";
import { Id, Instant, PageQuery, pageOf } from "../../domain/api-schemas.ts";
import type { AuditEntry } from "../../domain/audit.ts";
import { AuditEntryView } from "../../domain/audit-view.ts";
import { AuditHead } from "../../domain/audit-head.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { instant, pageOfAll } from "../paging.ts";
import { viewerId, viewerOf } from "../viewer.ts";

/** The audit log and where its chain ends. */
export function auditRoutes(app: App, { ports, audit }: ApiContext): void {
  const list = document("audit", "listAudit", "Who did what, newest first; gapless, each entry chained to the one before it", {
    querystring: Type.Object({
      ...PageQuery,
      facility: Type.Optional(Id),
      resident: Type.Optional(Id),
      alert: Type.Optional(Id),
      actor: Type.Optional(Id),
      action: Type.Optional(Id),
      from: Type.Optional(Instant),
      to: Type.Optional(Instant),
    }),
    response: { 200: pageOf(AuditEntryView) },
  });
  app.get("/audit", { config: { action: "readAudit" }, schema: list }, async (request) => {
    const viewer = viewerOf(request);
    const { facility = null, resident = null, alert = null, actor = null, action = null, cursor = null, limit, from, to } = request.query;
    const [fromMs, toMs] = [from === undefined ? null : instant("from", from), to === undefined ? null : instant("to", to)];
    const page = await ports.records.auditEntries({
      ...{ facilityId: facility, residentId: resident, alertId: alert, actor, action, fromMs, toMs },
      ...{ cursor, limit },
    });
    // Who reads about a person is written down as well.
    audit({
      actor: viewerId(viewer),
      role: viewer.role,
      action: "readAudit",
      target: resident ?? alert ?? facility ?? actor,
      result: "ok",
    });
    const names = await ports.records.userNames([...new Set(page.items.map(({ actor }) => actor))]);
    return { items: page.items.map((entry) => auditView(entry, names)), next: page.next };
  });
  const head = document("audit", "readAuditHead", "Where the chain ends now, signed; keep it elsewhere", {
    response: { 200: Type.Object({ head: AuditHead, isContinuous: Type.Boolean() }, { additionalProperties: false }) },
  });
  app.get("/audit/head", { config: { action: "readAuditHead" }, schema: head }, async () => ports.auditHeads.head());
  const heads = document("audit", "listAuditHeads", "Signed heads as they were written outside the database, newest first", {
    querystring: Type.Object(PageQuery),
    response: { 200: pageOf(AuditHead) },
  });
  app.get("/audit/heads", { config: { action: "readAuditHead" }, schema: heads }, async (request) =>
    pageOfAll(ports.auditHeads.written().toReversed(), request.query),
  );
}
function auditView({ atMs, ...entry }: AuditEntry, names: ReadonlyMap<string, string>): AuditEntryView {
  return { ...entry, at: atMs, actorName: names.get(entry.actor) ?? null };
}
