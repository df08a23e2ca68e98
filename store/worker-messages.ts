import type { ErrorCode } from "../domain/errors.ts";

/** Requests of one worker: per name, what is asked and what is answered. */
export type Protocol<P> = { readonly [K in keyof P]: { readonly request: unknown; readonly response: unknown } };

export interface ToWorker {
  readonly id: number;
  readonly type: string;
  readonly body: unknown;
}
interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
}
export type FromWorker =
  | { readonly type: "opened" }
  | ({ readonly type: "openFailed" } & Failure)
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | ({ readonly type: "failure"; readonly id: number } & Failure)
  | { readonly type: "event"; readonly name: string; readonly body: unknown };
