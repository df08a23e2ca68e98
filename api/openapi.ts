import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { TAGS } from "./document.ts";
import type { App } from "./context.ts";
import type { RouteTable } from "./rights.ts";

/** OpenAPI 3.1 at /openapi.json, readable at /docs. Registered before the routes that it shows. */
export async function addOpenApi(
  app: App,
  table: RouteTable,
  { version, publicUrl }: { readonly version: string; readonly publicUrl: string },
) {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Anhu 安护",
        version,
        description: "IoT health monitoring for elderly residents.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: publicUrl }],
      tags: Object.values(TAGS).map((name) => ({ name })),
      components: {
        securitySchemes: {
          session: { type: "apiKey", in: "cookie", name: "anhu_session" },
          administratorToken: { type: "http", scheme: "bearer" },
        },
      },
      security: [{ session: [] }, { administratorToken: [] }],
    },
    transformObject: (document) => named("openapiObject" in document ? document.openapiObject : document.swaggerObject),
    transform: ({ schema, url, route }) => ({
      url,
      schema: marked(route.config?.action === "public" ? { ...schema, security: [] } : schema),
    }),
  });
  await table.openly(app, async (scope) => {
    await scope.register(swaggerUi, { routePrefix: "/docs", uiConfig: { docExpansion: "none" } });
  });
  app.get("/openapi.json", { config: { action: "public" }, schema: { hide: true } }, async () => app.swagger());
}
const NAME = "x-schema-name";

/** A copy of `value` in which `change` has replaced every object, from the inside out. */
function rewritten(value: unknown, change: (object: Record<string, unknown>) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, change));
  if (typeof value !== "object" || value === null) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewritten(inner, change)])));
}
/** The generator drops `$id`; a mark of ours passes it. */
function marked<T extends object>(schema: T): T {
  return Object.assign(
    {},
    schema,
    rewritten(schema, ({ $id, ...rest }) => (typeof $id === "string" ? { ...rest, [NAME]: $id } : rest)),
  );
}
/** Schemas with a name become components that are referred to. */
function named<T extends object>(document: T): T {
  const schemas: Record<string, unknown> = {};
  const walked = rewritten(document, ({ [NAME]: name, ...rest }) => {
    if (typeof name !== "string") return rest;
    schemas[name] = rest;
    return { $ref: `#/components/schemas/${name}` };
  });
  const components: unknown = Reflect.get(Object(walked), "components");
  return Object.assign({}, document, walked, { components: Object.assign({}, components, { schemas }) });
}
