import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AnhuError, errorText } from "../domain/errors.ts";

/** The Ed25519 key that signs heads of the audit chain: made at the first start, a file of mode 0600 in the data directory. */
export function openAuditKey(dataDir: string): KeyObject {
  const path = join(dataDir, "audit-head.key");
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileSync(path, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
    chmodSync(path, 0o600);
  }
  try {
    return createPrivateKey(readFileSync(path, "utf8"));
  } catch (error) {
    throw new AnhuError("BAD_CONFIG", `reading ${path}, which signs the audit log's heads: ${errorText(error)}; restore it from a backup`, {
      cause: error,
    });
  }
}
