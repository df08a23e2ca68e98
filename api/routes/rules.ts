import { Type } from "typebox";
import { Id, pageOf } from "../../domain/api-schemas.ts";
import { BacktestView, NewBacktest } from "../../domain/backtest.ts";
import { AnhuError } from "../../domain/errors.ts";
import { NewRuleChange, RuleView } from "../../domain/rule-book.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { personOf, personRole, viewerId, viewerOf, type Viewer } from "../viewer.ts";
import { seesNames } from "../views.ts";

const params = Type.Object({ facilityId: Id });
const ruleParams = Type.Object({ facilityId: Id, ruleId: Id });
const backtestParams = Type.Object({ facilityId: Id, backtestId: Id });
const one = { 200: BacktestView };

/** The rules of a facility, how it changed them, and what a change would have done to the past. */
export function ruleRoutes(app: App, { ports, audit }: ApiContext): void {
  const { governor } = ports;
  const named = (viewer: Viewer, facilityId: string, rule: RuleView): RuleView =>
    seesNames(ports, viewer, facilityId) ? rule : { ...rule, history: rule.history.map((change) => ({ ...change, by: change.byRole })) };
  const list = document(
    "facilities",
    "listRules",
    "Every rule: cause, consequence, response, time to respond, source, and what holds here",
    {
      params,
      response: { 200: pageOf(RuleView) },
    },
  );
  app.get("/facilities/:facilityId/rules", { config: { action: "readRules" }, schema: list }, async (request) => {
    const { facilityId } = request.params;
    return { items: governor.rules(facilityId).map((rule) => named(viewerOf(request), facilityId, rule)), next: null };
  });
  const change = document(
    "facilities",
    "changeRule",
    "A new version of a rule for this facility; empty parameters are the catalogue again",
    {
      params: ruleParams,
      body: NewRuleChange,
      response: { 201: RuleView },
    },
  );
  app.post(
    "/facilities/:facilityId/rules/:ruleId/changes",
    { config: { action: "changeRules" }, schema: change },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { facilityId, ruleId } = request.params;
      const { parameters, backtestId = null, from = null, person } = request.body;
      const reason = request.body.reason.trim();
      const by = personOf(viewer, person);
      if (reason === "") throw new AnhuError("REASON_REQUIRED", `changing the rule ${ruleId}: say why it is changed`);
      const whom = { byUserId: viewerId(viewer), byName: by.name, byRole: personRole(viewer) };
      const entry = { actor: viewerId(viewer), role: viewer.role, action: "changeRules", target: `${facilityId}/${ruleId}` };
      try {
        const view = await governor.changeRule({ facilityId, ruleId, parameters, reason, backtestId, fromMs: from, ...whom });
        audit({ ...entry, result: "ok", detail: view.history[0]?.id ?? "" });
        return await reply.code(201).send(named(viewer, facilityId, view));
      } catch (error) {
        audit({ ...entry, result: "failed", ...(error instanceof AnhuError ? { detail: error.code } : {}) });
        throw error;
      }
    },
  );
  const start = document("facilities", "startBacktest", "Replay the past through a changed rule: what it would have added and saved", {
    params,
    body: NewBacktest,
    response: { 202: BacktestView },
  });
  app.post("/facilities/:facilityId/backtests", { config: { action: "backtestRules" }, schema: start }, async (request, reply) => {
    const viewer = viewerOf(request);
    const { facilityId } = request.params;
    const started = await governor.startBacktest(facilityId, request.body);
    audit({ actor: viewerId(viewer), role: viewer.role, action: "backtestRules", target: facilityId, result: "ok", detail: started.id });
    return reply.code(202).send(started);
  });
  const read = document("facilities", "readBacktest", "How far it is, or what came out", { params: backtestParams, response: one });
  app.get("/facilities/:facilityId/backtests/:backtestId", { config: { action: "backtestRules" }, schema: read }, async (request) =>
    governor.backtest(request.params.facilityId, request.params.backtestId),
  );
  const stop = document("facilities", "stopBacktest", "Stop it; nothing is kept of it", { params: backtestParams, response: one });
  app.post("/facilities/:facilityId/backtests/:backtestId/stop", { config: { action: "backtestRules" }, schema: stop }, async (request) =>
    governor.stopBacktest(request.params.facilityId, request.params.backtestId),
  );
}
