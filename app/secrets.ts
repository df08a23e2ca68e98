import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newSecret } from "../domain/ids.ts";
import { tokenFile, type Settings } from "./config.ts";

export interface ServerSecrets {
  /** Administrator's token of the `anhu` command and of the first-run set-up. */
  readonly adminToken: string;
  /** Signs the clinics' links; kept, so that a link outlives a restart. */
  readonly linkKey: Uint8Array;
  readonly cookieSecret: string;
}
/** The server's own secrets, made at the first start; files of mode 0600 in the data directory. */
export function openSecrets(settings: Settings): ServerSecrets {
  const file = (name: string) => join(settings.ANHU_DATA_DIR, name);
  if (settings.ANHU_ADMIN_TOKEN !== undefined) writePrivate(tokenFile(settings.ANHU_DATA_DIR), settings.ANHU_ADMIN_TOKEN);
  return {
    adminToken: readOrMake(tokenFile(settings.ANHU_DATA_DIR), newSecret),
    linkKey: Buffer.from(readOrMake(file("link.key"), () => newSecret() + newSecret())),
    cookieSecret: readOrMake(file("cookie.key"), () => newSecret() + newSecret()),
  };
}
function readOrMake(path: string, make: () => string): string {
  if (!existsSync(path)) writePrivate(path, make());
  return readFileSync(path, "utf8").trim();
}
/** A file that only the server's own user reads. */
export function writePrivate(path: string, text: string): void {
  writeFileSync(path, `${text}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
}
