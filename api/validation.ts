import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";

/** Checks a part of the request: defaults filled in, texts of path and query turned into numbers and booleans, bodies taken as they are. */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  return (given: unknown) => {
    const value = Value.Default(schema, httpPart === "body" ? (given ?? {}) : Value.Convert(schema, given));
    return compiled.Check(value) ? { value } : { error: compiled.Errors(value) };
  };
};
