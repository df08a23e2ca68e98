import type { FastifyReply, FastifyRequest } from "fastify";
import { Type, type Static } from "typebox";
import { AnhuError } from "../../domain/errors.ts";
import { sexOf } from "../../domain/resident-record.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { alertsFor, nameFor, readerOf, residentFor, residentsFor, type FhirReader, type SeenAlert } from "./access.ts";
import { capabilityStatement } from "./capability.ts";
import { anhuId, instant } from "./codes.ts";
import { askedById, periodAsked, searchObservations, signsAsked } from "./observation-search.ts";
import { handleFhirError } from "./outcome.ts";
import { communicationOf, deviceOf, flagOf, patientOf, requestId, serviceRequestOf } from "./resources.ts";
import type { Resource, SearchBundle } from "./schemas.ts";
import type { Resident } from "../../domain/directory.ts";

export const FHIR_PREFIX = "/fhir/R4";
const FHIR_TYPE = "application/fhir+json; charset=utf-8";
const One = Type.String({ maxLength: 300 });
const Query = Type.Object({
  ...{
    patient: Type.Optional(One),
    subject: Type.Optional(One),
    code: Type.Optional(One),
    status: Type.Optional(One),
    _id: Type.Optional(One),
  },
  date: Type.Optional(Type.Union([One, Type.Array(One, { maxItems: 4 })])),
  _count: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  _page: Type.Optional(Type.Integer({ minimum: 0, description: "from the `next` link" })),
});
type Query = Static<typeof Query>;
const params = Type.Object({ id: Type.String({ pattern: "^[A-Za-z0-9.-]{1,64}$" }) });
const config = { action: "public", hasOwnCredential: true } as const;
const response = {
  200: { description: "FHIR R4", content: { "application/fhir+json": { schema: Type.Unsafe<string>({ type: "object" }) } } },
};

/** The read-only FHIR façade. Each request is answered with the rights that the clinic has at that moment. */
export function fhirRoutes(app: App, { ports, options, audit }: ApiContext): void {
  const baseUrl = `${options.publicUrl.replace(/\/$/, "")}${FHIR_PREFIX}`;
  app.setErrorHandler(handleFhirError);
  const send = (reply: FastifyReply, body: object) => reply.type(FHIR_TYPE).header("cache-control", "no-store").send(JSON.stringify(body));
  const metadata = document("fhir", "fhirMetadata", "What can be asked", { response });
  app.get("/metadata", { config, schema: metadata }, async (_request, reply) =>
    send(reply, capabilityStatement(baseUrl, options.version, ports.clock.now())),
  );

  interface Kind {
    /** What a search finds, and where its next page begins. */
    readonly search: (reader: FhirReader, query: Query) => Promise<{ readonly found: readonly Resource[]; readonly next: number | null }>;
    readonly read: (reader: FhirReader, id: string) => Promise<Resource | undefined>;
  }
  const patient = (reader: FhirReader, resident: Resident) =>
    patientOf({
      ...{
        id: resident.id,
        name: nameFor(ports, reader, resident),
        birthYear: resident.birthYear,
        sex: sexOf(ports.directory.recordOf(resident.id)),
      },
      facilityName: ports.directory.facility(resident.facilityId)?.name ?? null,
    });
  const devices = async (resident: Resident) =>
    (await ports.records.devices(resident.facilityId))
      .filter(({ assignment }) => assignment?.residentId === resident.id)
      .map(({ id, kind, revoked }) => deviceOf({ id, kind, residentId: resident.id, isActive: !revoked }));
  const about = ({ alert }: SeenAlert, resident: Resident) => ({ alert, residentId: resident.id, title: alert.rule });
  const byAlert = (seen: SeenAlert, resident: Resident, reader: FhirReader) => {
    const clinic = ports.directory.clinic(reader.clinicId);
    const pushes = [...Map.groupBy(seen.attempts, ({ deliveryId }) => deliveryId).values()];
    return {
      Flag: [flagOf(about(seen, resident))],
      Communication: pushes.flatMap((attempts) => communicationOf(about(seen, resident), attempts, clinic?.name ?? null) ?? []),
      ServiceRequest: clinic === undefined || seen.attempts.length === 0 ? [] : [serviceRequestOf(about(seen, resident), clinic)],
    };
  };
  const ofAlerts = (kind: "Flag" | "Communication" | "ServiceRequest"): Kind => ({
    async search(reader, query) {
      const { resident, by } = await residentFor(ports, reader, patientAsked(query));
      const all = (await alertsFor(ports, reader, resident, by)).flatMap(
        (seen): readonly Resource[] => byAlert(seen, resident, reader)[kind],
      );
      return paged(
        all.filter((one) => query.status === undefined || ("status" in one && one.status === query.status)),
        query,
      );
    },
    async read(reader, id) {
      for (const resident of await residentsFor(ports, reader)) {
        const by = (await residentFor(ports, reader, resident.id)).by;
        for (const seen of await alertsFor(ports, reader, resident, by)) {
          const made = byAlert(seen, resident, reader)[kind].find(
            (one) => one.id === id || (requestId(seen.alert.id, reader.clinicId) === id && one.id === id),
          );
          if (made !== undefined) return made;
        }
      }
      return undefined;
    },
  });
  const kinds: Readonly<Record<string, Kind>> = {
    Patient: {
      async search(reader, query) {
        const all = (await residentsFor(ports, reader)).map((resident) => patient(reader, resident));
        return paged(query._id === undefined ? all : all.filter(({ id }) => id === query._id), query);
      },
      read: async (reader, id) => patient(reader, (await residentFor(ports, reader, anhuId(id))).resident),
    },
    Device: {
      search: async (reader, query) => paged(await devices((await residentFor(ports, reader, patientAsked(query))).resident), query),
      async read(reader, id) {
        const facilityId = ports.directory.device(anhuId(id))?.facilityId;
        const residents = (await residentsFor(ports, reader)).filter((resident) => resident.facilityId === facilityId);
        for (const resident of residents) {
          const found = (await devices(resident)).find((device) => device.id === id);
          if (found !== undefined) return found;
        }
        return undefined;
      },
    },
    Observation: {
      async search(reader, query) {
        const { resident } = await residentFor(ports, reader, patientAsked(query));
        const dates = query.date === undefined ? [] : Array.isArray(query.date) ? query.date : [query.date];
        const asked = { residentId: resident.id, signs: signsAsked(query.code), ...periodAsked(dates, ports.clock.now()) };
        const { found, nextMs } = await searchObservations(ports, { ...asked, afterMs: query._page ?? null, count: query._count });
        return { found, next: nextMs };
      },
      async read(reader, id) {
        const asked = askedById(id);
        const facilityId = asked === null ? undefined : ports.directory.device(asked.deviceId)?.facilityId;
        if (asked === null || facilityId === undefined) return undefined;
        const { sign, atMs } = asked;
        for (const resident of await residentsFor(ports, reader)) {
          if (resident.facilityId !== facilityId) continue;
          const query = { residentId: resident.id, signs: [sign], fromMs: atMs, toMs: atMs + 1, afterMs: null, count: 50 };
          const { found } = await searchObservations(ports, query);
          const made = found.find((one) => one.id === id);
          if (made !== undefined) return made;
        }
        return undefined;
      },
    },
    Flag: ofAlerts("Flag"),
    Communication: ofAlerts("Communication"),
    ServiceRequest: ofAlerts("ServiceRequest"),
  };
  for (const [type, { search, read }] of Object.entries(kinds)) {
    const written = (reader: FhirReader, target: string | null) =>
      audit({ actor: reader.credentialId, role: "clinicStaff", action: `fhir${type}`, target, result: "ok", detail: reader.clinicId });
    const searching = document("fhir", `fhirSearch${type}`, `Search ${type}`, { querystring: Query, response });
    app.get(`/${type}`, { config, schema: searching }, async (request, reply) => {
      const reader = await readerOf(ports, request);
      const { found, next } = await search(reader, request.query);
      written(reader, request.query.patient ?? request.query.subject ?? null);
      return send(reply, bundleOf(found, baseUrl, request, next, ports.clock.now()));
    });
    const reading = document("fhir", `fhirRead${type}`, `Read one ${type}`, { params, response });
    app.get(`/${type}/:id`, { config, schema: reading }, async (request, reply) => {
      const reader = await readerOf(ports, request);
      const found = await read(reader, request.params.id);
      if (found === undefined) throw new AnhuError("NOT_FOUND", `reading FHIR: there is no such ${type} that this clinic may know of`);
      written(reader, anhuId(request.params.id));
      return send(reply, found);
    });
  }
}
/** `patient=Patient/x` or `x`. @throws {AnhuError} `BAD_INPUT` without one */
function patientAsked({ patient, subject }: Query): string {
  const asked = (patient ?? subject ?? "").replace(/^(.*\/)?Patient\//, "");
  if (asked === "") throw new AnhuError("BAD_INPUT", "searching FHIR: say of whom with patient=");
  return anhuId(asked);
}
function paged(
  all: readonly Resource[],
  { _count, _page = 0 }: Query,
): { readonly found: readonly Resource[]; readonly next: number | null } {
  return { found: all.slice(_page, _page + _count), next: _page + _count < all.length ? _page + _count : null };
}
function bundleOf(found: readonly Resource[], baseUrl: string, request: FastifyRequest, next: number | null, nowMs: number): SearchBundle {
  const self = new URL(request.url.slice(FHIR_PREFIX.length + 1), `${baseUrl}/`);
  const following = new URL(self);
  following.searchParams.set("_page", String(next));
  return {
    ...{ resourceType: "Bundle", type: "searchset", timestamp: instant(nowMs) },
    link: [{ relation: "self", url: self.href }, ...(next === null ? [] : [{ relation: "next" as const, url: following.href }])],
    ...(found.length === 0
      ? {}
      : {
          entry: found.map((resource) => ({
            fullUrl: `${baseUrl}/${resource.resourceType}/${resource.id}`,
            resource,
            search: { mode: "match" },
          })),
        }),
  };
}
