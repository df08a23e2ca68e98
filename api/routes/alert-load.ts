import { Type } from "typebox";
import { AlertView } from "../../domain/alert.ts";
import { AlertLoad, LoadQuery, LoadSettings, OpenFigureQuery } from "../../domain/alert-load.ts";
import { Id, pageOf } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { instant, pageOfAll } from "../paging.ts";
import { viewerId, viewerOf } from "../viewer.ts";
import { alertView } from "../views.ts";

const params = Type.Object({ facilityId: Id });
/** ISA-18.2 asks for thirty days and more; a quarter is the most that one answer counts. */
const LONGEST_MS = 93 * 86_400_000;

/** The alarm load beside its targets, and the alerts behind every figure (DESIGN promise 6). */
export function alertLoadRoutes(app: App, { ports, audit }: ApiContext): void {
  const { governor } = ports;
  const load = document(
    "facilities",
    "readAlertLoad",
    "Alarm load per shift beside ISA-18.2, EEMUA and telecare targets, without persons",
    {
      params,
      querystring: Type.Object(LoadQuery),
      response: { 200: AlertLoad },
    },
  );
  app.get("/facilities/:facilityId/alert-load", { config: { action: "readFigures" }, schema: load }, async (request) => {
    const { fromMs, toMs } = range(request.query);
    return governor.load(request.params.facilityId, fromMs, toMs);
  });
  const open = document("facilities", "openAlertLoad", "The alerts that a figure of the alarm load was counted from, oldest first", {
    params,
    querystring: Type.Object(OpenFigureQuery),
    response: { 200: pageOf(AlertView) },
  });
  app.get("/facilities/:facilityId/alert-load/alerts", { config: { action: "openFigures" }, schema: open }, async (request) => {
    const { figure, rule, device } = request.query;
    const { facilityId } = request.params;
    const found = await governor.open({ facilityId, ...range(request.query), figure, rule, deviceId: device });
    const page = pageOfAll(found, request.query);
    return { items: page.items.map((one) => alertView(ports, viewerOf(request), one)), next: page.next };
  });
  const settings = document("facilities", "readLoadSettings", "Carers on duty where no rota says so, and what one page too many is", {
    params,
    response: { 200: LoadSettings },
  });
  app.get("/facilities/:facilityId/alert-load/settings", { config: { action: "readFigures" }, schema: settings }, async (request) =>
    governor.settings(request.params.facilityId),
  );
  const set = document("facilities", "setLoadSettings", "Set them", { params, body: LoadSettings, response: { 200: LoadSettings } });
  app.put("/facilities/:facilityId/alert-load/settings", { config: { action: "openFigures" }, schema: set }, async (request) => {
    const viewer = viewerOf(request);
    const { facilityId } = request.params;
    if (request.body.pagesBad < request.body.pagesGood)
      throw new AnhuError("BAD_INPUT", "setting the targets: pagesBad lies below pagesGood; exchange them");
    await governor.setSettings(facilityId, request.body);
    audit({ actor: viewerId(viewer), role: viewer.role, action: "setLoadSettings", target: facilityId, result: "ok" });
    return governor.settings(facilityId);
  });
}
function range({ from, to }: { readonly from: string; readonly to: string }): { fromMs: number; toMs: number } {
  const fromMs = instant("from", from);
  const toMs = instant("to", to);
  if (toMs <= fromMs) throw new AnhuError("BAD_INPUT", "reading the alarm load: ?to= must lie after ?from=");
  if (toMs - fromMs > LONGEST_MS) throw new AnhuError("BAD_INPUT", "reading the alarm load: at most 93 days at a time; ask for less");
  return { fromMs, toMs };
}
