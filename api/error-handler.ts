import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { AnhuError, ERROR_CODES, type ErrorCode } from "../domain/errors.ts";
import type { Problem } from "../domain/api-schemas.ts";

const TITLES: Readonly<Record<ErrorCode, string>> = {
  BAD_INPUT: "The request is not as it must be",
  UNAUTHENTICATED: "Not signed in",
  FORBIDDEN: "Not allowed",
  PASSWORD_TEMPORARY: "Choose a password of your own",
  PASSWORD_EXPIRED: "The password that was given holds no longer",
  NOT_FOUND: "Not found",
  CONFLICT: "Somebody was first",
  ALERT_CLOSED: "The alert is resolved already",
  PERSON_REQUIRED: "A person is needed",
  REASON_REQUIRED: "A reason is needed",
  PRESSED_TOO_LONG_AGO: "It was pressed too long ago",
  MUST_PAGE: "This is never put off",
  TOO_MANY: "Too many requests",
  JOURNAL_UNAVAILABLE: "The journal cannot be written",
  RECORDS_UNAVAILABLE: "The records do not answer",
  HISTORIAN_UNAVAILABLE: "The historian does not answer",
  OVERLOADED: "The server has too much to do",
  DELIVERY_FAILED: "A message could not be delivered",
  BAD_CONFIG: "A setting is wrong",
  PORT_IN_USE: "The port is in use",
  DATA_DIR_UNWRITABLE: "The data directory cannot be written",
  SERVER_UNREACHABLE: "The server does not answer",
};
/** Codes that only HTTP has. */
const HTTP_CODES: Readonly<Record<number, readonly [code: string, title: string]>> = {
  400: ["BAD_INPUT", TITLES.BAD_INPUT],
  401: ["UNAUTHENTICATED", TITLES.UNAUTHENTICATED],
  403: ["FORBIDDEN", TITLES.FORBIDDEN],
  404: ["NOT_FOUND", TITLES.NOT_FOUND],
  405: ["BAD_METHOD", "The method is not allowed here"],
  413: ["TOO_LARGE", "The request is too large"],
  414: ["TOO_LARGE", "The address is too long"],
  415: ["BAD_MEDIA_TYPE", "The media type is not understood"],
  429: ["TOO_MANY", TITLES.TOO_MANY],
  503: ["OVERLOADED", TITLES.OVERLOADED],
};
const INTERNAL = ["INTERNAL", "The server made a mistake"] as const;

/** Errors of a document, each with its place. */
export class InvalidDocument extends AnhuError {
  readonly errors: readonly { readonly pointer: string; readonly message: string }[];
  constructor(message: string, errors: readonly { readonly pointer: string; readonly message: string }[]) {
    super("BAD_INPUT", message);
    this.errors = errors;
  }
}
/** Somebody was first; `by` as the viewer may know that person. Never logged. */
export class SomebodyWasFirst extends AnhuError {
  readonly by: string;
  constructor(failure: AnhuError, by: string) {
    super(failure.code, failure.message);
    this.by = by;
  }
}
export function sendProblem(reply: FastifyReply, status: number, problem: Omit<Problem, "type" | "status" | "instance">): FastifyReply {
  const body: Problem = { type: `urn:anhu:error:${problem.code}`, status, instance: reply.request.id, ...problem };
  return reply.code(status).type("application/problem+json; charset=utf-8").header("cache-control", "no-store").send(JSON.stringify(body));
}
/** The one place where an error becomes an answer: expected ones speak, our bugs are logged and say nothing. */
export function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof AnhuError) {
    const status = ERROR_CODES[error.code];
    if (status >= 500) request.log.warn({ code: error.code, err: error }, "request failed");
    if (status === 503) reply.header("retry-after", "1");
    if (status === 401) reply.header("www-authenticate", "Bearer");
    const errors = error instanceof InvalidDocument ? { errors: [...error.errors] } : {};
    const by = error instanceof SomebodyWasFirst ? { by: error.by } : {};
    return sendProblem(reply, status, { code: error.code, title: TITLES[error.code], detail: error.message, ...errors, ...by });
  }
  if (error.validation !== undefined) {
    const errors = error.validation.map((found) => ({ pointer: found.instancePath, message: found.message ?? "is wrong" }));
    const detail = `checking the ${error.validationContext ?? "request"}: ${errors.map((found) => `${found.pointer} ${found.message}`).join("; ")}`;
    return sendProblem(reply, 400, {
      code: "BAD_INPUT",
      title: TITLES.BAD_INPUT,
      detail: detail.slice(0, 1000),
      errors: errors.slice(0, 100),
    });
  }
  const status = error.statusCode ?? 500;
  const known = HTTP_CODES[status];
  if (known !== undefined) return sendProblem(reply, status, { code: known[0], title: known[1], detail: error.message });
  request.log.error({ err: error }, "our mistake");
  return sendProblem(reply, 500, { code: INTERNAL[0], title: INTERNAL[1] });
}
