import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { policyProblems } from "../../domain/escalation-check.ts";
import { DEFAULT_LADDERS } from "../../domain/escalation-default.ts";
import { NewPolicy, PoliciesView, PolicyView } from "../../domain/escalation-view.ts";
import { policyAt, type PolicyVersion } from "../../domain/escalation.ts";
import { WhoWillBeTold } from "../../domain/foretold.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { instant } from "../paging.ts";
import { personOf, personRole, viewerId, viewerOf } from "../viewer.ts";
import { whoWillBeTold } from "../who-will-be-told.ts";
import { Severity } from "../../domain/alert.ts";

const params = Type.Object({ facilityId: Id });
const DEFAULT: PolicyView = {
  ...{ version: 0, policy: { ladders: [], inHouse: null } },
  ...{ from: null, createdAt: null, reason: null, by: null, role: null },
};
const policyView = ({ version, policy, fromMs, createdAtMs, reason, byName, byRole }: PolicyVersion): PolicyView => ({
  ...{ version, policy, from: fromMs, createdAt: createdAtMs, reason },
  ...{ by: byName, role: byRole },
});

/** Who is told when: the home's ladders, and what they mean for a resident before anything happens. */
export function escalationRoutes(app: App, { ports, audit }: ApiContext): void {
  const { escalation, clock } = ports;
  const read = document(
    "facilities",
    "readEscalationPolicies",
    "Who is told when: the policy that holds, its versions, and the defaults behind it",
    {
      params,
      response: { 200: PoliciesView },
    },
  );
  app.get("/facilities/:facilityId/escalation-policies", { config: { action: "readEscalation" }, schema: read }, async (request) => {
    const versions = escalation.policies(request.params.facilityId);
    const current = policyAt(versions, clock.now());
    return {
      current: current === undefined ? DEFAULT : policyView(current),
      defaults: [...DEFAULT_LADDERS],
      versions: versions.toSorted((a, b) => b.version - a.version).map(policyView),
    };
  });
  const put = document(
    "facilities",
    "putEscalationPolicy",
    "A new version of the policy; refused when an emergency would wait or nobody would be told",
    {
      params,
      body: NewPolicy,
      response: { 201: PolicyView },
    },
  );
  app.put(
    "/facilities/:facilityId/escalation-policies",
    { config: { action: "manageEscalation" }, schema: put },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { facilityId } = request.params;
      const { policy, basedOn, from, reason, person } = request.body;
      const by = personOf(viewer, person);
      const nowMs = clock.now();
      const newest = Math.max(0, ...escalation.policies(facilityId).map(({ version }) => version));
      const doing = `laying down who is told when in ${facilityId}`;
      if (reason.trim() === "") throw new AnhuError("REASON_REQUIRED", `${doing}: say why it is changed`);
      if (basedOn !== newest)
        throw new AnhuError(
          "CONFLICT",
          `${doing}: version ${newest} is the newest and was not the one that was edited; read it and try again`,
        );
      if (from !== undefined && from < nowMs) throw new AnhuError("BAD_INPUT", `${doing}: it cannot hold from a time that has passed`);
      const problems = [...policyProblems(policy), ...unknownClinic(policy.inHouse?.clinicId ?? null)];
      if (problems.length > 0) throw new AnhuError("BAD_INPUT", `${doing}: ${problems.join("; ")}`);
      const added = await escalation.addPolicy({
        ...{ facilityId, policy, reason: reason.trim(), version: newest + 1, fromMs: from ?? nowMs, createdAtMs: nowMs },
        ...{ byUserId: viewerId(viewer), byName: by.name, byRole: personRole(viewer) },
      });
      const entry = { actor: viewerId(viewer), role: viewer.role, action: "manageEscalation", target: facilityId };
      audit({ ...entry, result: "ok", detail: `version ${added.version}` });
      return reply.code(201).send(policyView(added));
    },
  );
  function unknownClinic(clinicId: string | null): string[] {
    if (clinicId === null || ports.directory.clinic(clinicId) !== undefined) return [];
    return ["the clinic of the in-house institution does not exist: add it first, or leave clinicId null"];
  }
  const ahead = document(
    "residents",
    "readWhoWillBeTold",
    "Who will be told, when and how, if this rule raised an alert and nobody acted",
    {
      params: Type.Object({ residentId: Id }),
      querystring: Type.Object({
        rule: Id,
        at: Type.Optional(Type.String({ maxLength: 40, description: "milliseconds since 1970 or ISO 8601 with a zone; now unless told" })),
        severity: Type.Optional(Severity),
        grade: Type.Enum(["medical", "consumer"], {
          default: "consumer",
          description: "of the device: a critical value of a medical one tells the clinic at once",
        }),
      }),
      response: { 200: WhoWillBeTold },
    },
  );
  app.get("/residents/:residentId/who-will-be-told", { config: { action: "readWhoWillBeTold" }, schema: ahead }, async (request) => {
    const { rule, at, severity = null, grade } = request.query;
    return whoWillBeTold(ports, viewerOf(request), request.target, {
      ...{ residentId: request.params.residentId, rule, severity, medicalGrade: grade === "medical" },
      atMs: at === undefined ? clock.now() : instant("at", at),
    });
  });
}
