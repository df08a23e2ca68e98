/** Every code is explained in docs/errors.md. */
export const ERROR_CODES = {
  BAD_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  PASSWORD_TEMPORARY: 403,
  PASSWORD_EXPIRED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  ALERT_CLOSED: 409,
  PERSON_REQUIRED: 422,
  REASON_REQUIRED: 422,
  PRESSED_TOO_LONG_AGO: 422,
  MUST_PAGE: 422,
  TOO_MANY: 429,
  JOURNAL_UNAVAILABLE: 503,
  RECORDS_UNAVAILABLE: 503,
  HISTORIAN_UNAVAILABLE: 503,
  OVERLOADED: 503,
  DELIVERY_FAILED: 502,
  BAD_CONFIG: 500,
  PORT_IN_USE: 500,
  DATA_DIR_UNWRITABLE: 500,
  SERVER_UNREACHABLE: 500,
} as const satisfies Record<string, number>;
export type ErrorCode = keyof typeof ERROR_CODES;

/** An expected failure. `message` says what was being done, to what, and what to do next; never a name or a value of a person. */
export class AnhuError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  constructor(code: ErrorCode, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AnhuError";
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
