import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";
import { LATEST_TIME_MS } from "../domain/time.ts";

/**
 * Checks a part of the request: defaults filled in, texts of path and query turned into numbers and booleans, bodies taken as they are. No
 * number lies beyond the last time that a calendar has: an integer that JavaScript cannot hold would be kept, and never be read again.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  return (given: unknown) => {
    const value = Value.Default(schema, httpPart === "body" ? (given ?? {}) : Value.Convert(schema, given));
    if (!compiled.Check(value)) return { error: compiled.Errors(value) };
    const pointer = tooLarge(value, "");
    if (pointer === null) return { value };
    return { error: [{ keyword: "maximum", instancePath: pointer, schemaPath: "#", params: {}, message: `must be <= ${LATEST_TIME_MS}` }] };
  };
};
/** Where the first number stands that no field means; `null`: nowhere. */
function tooLarge(value: unknown, pointer: string): string | null {
  if (typeof value === "number") return Math.abs(value) <= LATEST_TIME_MS ? null : pointer;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = tooLarge(inner, `${pointer}/${key}`);
    if (found !== null) return found;
  }
  return null;
}
