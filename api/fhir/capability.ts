/** What can be asked here (R4 CapabilityStatement). */
export function capabilityStatement(baseUrl: string, version: string, atMs: number): object {
  const search = (...params: readonly (readonly [name: string, type: string])[]) => params.map(([name, type]) => ({ name, type }));
  const patient = ["patient", "reference"] as const;
  const kinds: Readonly<Record<string, ReturnType<typeof search>>> = {
    Patient: search(["_id", "token"]),
    Device: search(patient),
    Observation: search(patient, ["code", "token"], ["date", "date"]),
    Flag: search(patient, ["status", "token"]),
    Communication: search(patient),
    ServiceRequest: search(patient, ["status", "token"]),
  };
  return {
    ...{
      resourceType: "CapabilityStatement",
      status: "active",
      date: new Date(atMs).toISOString(),
      kind: "instance",
      fhirVersion: "4.0.1",
    },
    ...{
      format: ["application/fhir+json"],
      software: { name: "Anhu", version },
      implementation: { description: "Anhu 安护", url: baseUrl },
    },
    rest: [
      {
        mode: "server",
        security: { description: "Bearer token of a clinic; residents under its contract, or with an open alert that was sent to it" },
        resource: Object.entries(kinds).map(([type, searchParam]) => ({
          type,
          interaction: [{ code: "read" }, { code: "search-type" }],
          searchParam,
        })),
      },
    ],
  };
}
