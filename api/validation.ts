import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";
import { LATEST_TIME_MS } from "../domain/time.ts";

/** No field means them: on a terminal they act, a screen hides them, PostgreSQL keeps no NUL, and no UTF-8 half a surrogate pair. */
const CONTROLS = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u;

/**
 * Checks a part of the request: defaults filled in, texts of path and query turned into numbers and booleans, bodies taken as they are. No
 * number lies beyond the last time that a calendar has: an integer that JavaScript cannot hold would be kept, and never be read again.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  return (given: unknown) => {
    if (isDeep(given)) return { error: [{ keyword: "unfit", schemaPath: "#", params: {}, instancePath: "", message: TOO_DEEP }] };
    const value = Value.Default(schema, httpPart === "body" ? (given ?? {}) : Value.Convert(schema, given));
    if (!compiled.Check(value)) return { error: compiled.Errors(value) };
    const unfit = unfitIn(value, "");
    return unfit === null ? { value } : { error: [{ keyword: "unfit", schemaPath: "#", params: {}, ...unfit }] };
  };
};
/** Checking goes down as deep as a value is, and no request needs a tenth of this. */
const DEEPEST = 100;
const TOO_DEEP = `must be nested no deeper than ${DEEPEST}`;
function isDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  return depth >= DEEPEST || Object.values(value).some((inner) => isDeep(inner, depth + 1));
}
interface Unfit {
  readonly instancePath: string;
  readonly message: string;
}
/** Where the first value stands that cannot be kept; `null`: nowhere. */
function unfitIn(value: unknown, instancePath: string): Unfit | null {
  if (typeof value === "number")
    return Math.abs(value) <= LATEST_TIME_MS ? null : { instancePath, message: `must be <= ${LATEST_TIME_MS}` };
  if (typeof value === "string") return CONTROLS.test(value) ? { instancePath, message: "must hold no control characters" } : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = unfitIn(inner, `${instancePath}/${key}`);
    if (found !== null) return found;
  }
  return null;
}
