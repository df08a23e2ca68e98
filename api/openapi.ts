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
      schema: route.config?.action === "public" ? { ...schema, security: [] } : schema,
    }),
  });
  await table.openly(app, async (scope) => {
    await scope.register(swaggerUi, { routePrefix: "/docs", uiConfig: { docExpansion: "none" } });
  });
  app.get("/openapi.json", { config: { action: "public" }, schema: { hide: true } }, async () => app.swagger());
}
/** Schemas with an `$id` become components that are referred to by name. */
function named<T extends object>(document: T): T {
  const schemas: Record<string, unknown> = {};
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const { $id, ...rest }: { $id?: unknown; [key: string]: unknown } = { ...value };
    const walked = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, walk(inner)]));
    if (typeof $id !== "string") return walked;
    schemas[$id] = walked;
    return { $ref: `#/components/schemas/${$id}` };
  };
  const walked = walk(document);
  const components: unknown = typeof walked === "object" && walked !== null ? Reflect.get(walked, "components") : {};
  return Object.assign({}, document, walked, { components: Object.assign({}, components, { schemas }) });
}
