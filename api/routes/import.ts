import { HomeImported, HomeDocument } from "../../domain/home-document.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { checkHome } from "../import-check.ts";
import { importHome } from "../import-home.ts";
import type { Passwords } from "../passwords.ts";
import { viewerId, viewerOf } from "../viewer.ts";

/** 10,000 residents with their devices. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A whole home in one document. */
export function importRoutes(app: App, { ports, audit }: ApiContext, passwords: Passwords): void {
  const schema = document("operations", "importHome", "Add a whole home; what is there already is left as it is", {
    body: HomeDocument,
    response: { 201: HomeImported },
  });
  app.post(
    "/import",
    // Checked by hand: every error of the document is named, not only the first of its shape.
    { config: { action: "importHome" }, bodyLimit: MOST_BYTES, schema, validatorCompiler: () => () => true },
    async (request, reply) => {
      const home = checkHome(request.body);
      const viewer = viewerOf(request);
      const imported = await importHome(ports, passwords, home);
      audit({ actor: viewerId(viewer), role: viewer.role, action: "importHome", target: imported.facilityId, result: "ok" });
      return reply.code(201).send(imported);
    },
  );
}
