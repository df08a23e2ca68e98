import type { FastifySerializerCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";

/** Writes an answer as JSON with nothing in it that its schema does not name. Schemas are closed, so what fits needs no cutting. */
export const compileSerializer: FastifySerializerCompiler<TSchema> = ({ schema }) => {
  const compiled = Compile(schema);
  return (data: unknown) => JSON.stringify(compiled.Check(data) ? data : Value.Clean(schema, structuredClone(data)));
};
