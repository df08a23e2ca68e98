import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { custodyFigures, custodyTimes } from "../../domain/custody.ts";
import { CustodyFigures, CustodyView } from "../../domain/custody-view.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { ApiContext, App } from "../context.ts";
import { makeCustodyPrinter } from "../custody/print.ts";
import { custodyView } from "../custody/view.ts";
import { document } from "../document.ts";
import { instant } from "../paging.ts";
import { notFound, type Target } from "../targets.ts";
import { viewerId, viewerOf } from "../viewer.ts";

const params = Type.Object({ alertId: Id });
/** Longest period of figures. */
const MOST_MS = 92 * 86_400_000;
const MOST_ALERTS = 20_000;

/** The custody of alerts: from the sensor's time to the outcome. */
export function custodyRoutes(app: App, { options, ports, audit }: ApiContext): void {
  const printCustody = makeCustodyPrinter();
  const read = document("alerts", "readCustody", "Every stage of the alert with its time, its pushes, the targets, and its audit entries", {
    params,
    response: { 200: CustodyView },
  });
  app.get("/alerts/:alertId/custody", { config: { action: "readCustody" }, schema: read }, async (request) =>
    custodyView(ports, viewerOf(request), foundOf(request.target)),
  );
  const paper = document("alerts", "printCustody", "The custody as a PDF, A4", {
    params,
    querystring: Type.Object({ lang: Type.Enum(["zh-CN", "en"], { default: "zh-CN" }) }),
    response: {
      200: { description: "PDF", content: { "application/pdf": { schema: Type.Unsafe<Buffer>({ type: "string", format: "binary" }) } } },
    },
  });
  app.get("/alerts/:alertId/custody.pdf", { config: { action: "readCustody" }, schema: paper }, async (request, reply) => {
    const viewer = viewerOf(request);
    const custody = await custodyView(ports, viewer, foundOf(request.target));
    const pdf = await printCustody({ custody, language: request.query.lang, nowMs: ports.clock.now(), font: options.pdfFont ?? null });
    audit({ actor: viewerId(viewer), role: viewer.role, action: "printCustody", target: custody.alertId, result: "ok" });
    return reply
      .type("application/pdf")
      .header("cache-control", "no-store")
      .header("content-disposition", `inline; filename="custody-${custody.alertId}.pdf"`)
      .send(pdf);
  });
  const figures = document(
    "alerts",
    "readCustodyFigures",
    "p50 and p95 of every stage over a period, and how many alerts kept the targets",
    {
      params: Type.Object({ facilityId: Id }),
      querystring: Type.Object({
        from: Type.String(),
        to: Type.String(),
        critical: Type.Boolean({ default: true, description: "critical alerts about persons only" }),
      }),
      response: { 200: CustodyFigures },
    },
  );
  app.get("/facilities/:facilityId/custody-figures", { config: { action: "readFigures" }, schema: figures }, async (request) => {
    const { from, to, critical } = request.query;
    const [fromMs, toMs] = [instant("from", from), instant("to", to)];
    if (toMs <= fromMs || toMs - fromMs > MOST_MS)
      throw new AnhuError("BAD_INPUT", "counting custody: give a period of at most 92 days, from before to");
    const all = await ports.records.custodyHistory(request.params.facilityId, fromMs, toMs, MOST_ALERTS);
    const counted = all.filter(({ alert }) => !critical || (alert.severity === "critical" && alert.class === "physiological"));
    const seen = counted.map(({ alert, timeline, attempts }) => ({ alert, times: custodyTimes(alert, timeline, attempts) }));
    const result = custodyFigures(seen, ports.clock.now());
    // A regulator sees figures; which alerts they are is for those who may open them.
    return viewerOf(request).role === "regulator"
      ? { ...result, targets: result.targets.map((target) => ({ ...target, missed: [] })) }
      : result;
  });
}
function foundOf({ found }: Target) {
  if (found === null) throw notFound("alert");
  return found;
}
