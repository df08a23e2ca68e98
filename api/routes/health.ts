import { Type } from "typebox";
import { AnhuError } from "../../domain/errors.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const State = Type.Object({ status: Type.Enum(["ok", "notReady"]) }, { additionalProperties: false });
const Readiness = Type.Object(
  {
    status: Type.Enum(["ok", "notReady"]),
    simulated: Type.Boolean(),
    clockRate: Type.Number({ description: "seconds of server time per second" }),
    now: Type.Integer(),
    homesCutOff: Type.Integer({ description: "homes none of whose clinics can be connected to; the server works all the same" }),
    checks: Type.Optional(Type.Array(Type.Object({ name: Type.String(), ok: Type.Boolean(), detail: Type.String() }))),
  },
  { additionalProperties: false },
);

/** For those who watch the server. */
export function healthRoutes(app: App, { options, ports }: ApiContext): void {
  const live = (operationId: string) => document("operations", operationId, "The event loop turns", { response: { 200: State } });
  const config = { action: "public", isExempt: true } as const;
  app.get("/livez", { config, schema: live("livez") }, async () => ({ status: "ok" as const }));
  app.get("/healthz", { config, schema: live("healthz") }, async () => ({ status: "ok" as const }));

  const ready = document("operations", "readyz", "All parts work; ?verbose names each", {
    querystring: Type.Object({ verbose: Type.Optional(Type.String()) }),
    response: { 200: Readiness, 503: Readiness },
  });
  app.get("/readyz", { config, schema: ready }, async (request, reply) => {
    const checks = await ports.checks();
    const isOk = checks.every((check) => check.ok);
    const verbose = request.query.verbose === undefined ? {} : { checks: checks.map(({ name, ok, detail }) => ({ name, ok, detail })) };
    return reply
      .code(isOk ? 200 : 503)
      .header("cache-control", "no-store")
      .send({
        status: isOk ? "ok" : "notReady",
        simulated: options.simulated,
        clockRate: options.clockRate ?? 1,
        now: ports.clock.now(),
        homesCutOff: ports.directory.facilities().filter(({ id }) => ports.annunciators.reach(id).state === "unreachable").length,
        ...verbose,
      });
  });
  const metrics = document("operations", "metrics", "Figures for Prometheus: from this machine, or with the administrator's token", {
    response: { 200: Type.String() },
  });
  app.get("/metrics", { config, schema: metrics }, async (request, reply) => {
    const isLocal = LOOPBACK.test(request.socket.remoteAddress ?? "") && request.headers["x-forwarded-for"] === undefined;
    if (!isLocal && request.viewer?.role !== "administrator") {
      throw new AnhuError("UNAUTHENTICATED", "reading /metrics: ask from the server itself or send the administrator's token");
    }
    return reply.type(ports.metrics.contentType).send(await ports.metrics.metrics());
  });
}
