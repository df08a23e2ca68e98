import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply } from "fastify";
import type { App } from "./context.ts";
import { sendProblem } from "./error-handler.ts";
import type { RouteTable } from "./rights.ts";

const NOT_BUILT = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Anhu 安护</title>
<h1>安护正在运行，页面还没有构建 · Anhu runs, its pages are not built yet</h1>
<p>请运行 <code>npm run build</code>，然后刷新。 · Run <code>npm run build</code>, then reload.</p>
<p><a href="/docs">API</a> · <a href="/readyz?verbose">/readyz</a></p></html>`;
/** Addresses that are never a page of the dashboard. */
const NO_PAGE = /^\/(api|ack|handover|docs|socket\.io|assets|livez|readyz|healthz|metrics|openapi\.json)(\/|$|\?)/;

/** A handset or a wall whose page does not come whole shows no alert: its files pass every limit, however many screens share an address. */
const PAGE = { action: "public", isExempt: true } as const;

/** The dashboard's files; every other address that a browser opens is one of its pages. */
export async function addPages(app: App, table: RouteTable, dashboardDir: string | null): Promise<void> {
  const index = dashboardDir === null ? null : join(dashboardDir, "index.html");
  if (dashboardDir !== null && index !== null && existsSync(index)) {
    await table.openly(app, async (scope) => {
      scope.addHook("onRoute", (route) => {
        route.config = { ...route.config, ...PAGE };
      });
      await scope.register(fastifyStatic, {
        root: dashboardDir,
        index: false,
        dotfiles: "ignore",
        decorateReply: false,
        cacheControl: false,
        // Vite names assets after their content.
        setHeaders: (reply, path) =>
          reply.header("cache-control", path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache"),
      });
    });
  }
  const sendIndex = async (reply: FastifyReply) => {
    const html = index !== null && existsSync(index) ? await readFile(index, "utf8") : NOT_BUILT;
    return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(html);
  };
  app.get("/", { config: PAGE, schema: { hide: true } }, async (_request, reply) => sendIndex(reply));
  app.setNotFoundHandler(async (request, reply) => {
    const isPage = (request.method === "GET" || request.method === "HEAD") && !NO_PAGE.test(request.url);
    if (!isPage || !(request.headers.accept ?? "*/*").match(/text\/html|\*\/\*/)) {
      return sendProblem(reply, 404, { code: "NOT_FOUND", title: "Not found", detail: "there is nothing at this address; see /docs" });
    }
    return sendIndex(reply);
  });
}
