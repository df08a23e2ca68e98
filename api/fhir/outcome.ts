import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { AnhuError, ERROR_CODES } from "../../domain/errors.ts";
import type { OperationOutcome } from "./schemas.ts";

/** HTTP status → FHIR issue type. */
const ISSUE: Readonly<Record<number, string>> = {
  400: "invalid",
  401: "login",
  403: "forbidden",
  404: "not-found",
  429: "throttled",
  503: "transient",
};

/** Errors of the FHIR façade as FHIR says them. */
export function handleFhirError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error instanceof AnhuError ? ERROR_CODES[error.code] : (error.statusCode ?? 500);
  if (status >= 500) request.log.error({ err: error }, "FHIR request failed");
  const diagnostics = status >= 500 && !(error instanceof AnhuError) ? "the server made a mistake" : error.message;
  const outcome: OperationOutcome = {
    resourceType: "OperationOutcome",
    issue: [{ severity: "error", code: ISSUE[status] ?? "exception", diagnostics }],
  };
  if (status === 401) reply.header("www-authenticate", "Bearer");
  if (status === 503) reply.header("retry-after", "1");
  return reply.code(status).type("application/fhir+json; charset=utf-8").header("cache-control", "no-store").send(JSON.stringify(outcome));
}
