import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Compile } from "typebox/compile";
import { newVapidKeys, VapidKeys } from "../alerts/notify/web-push.ts";
import { AnhuError } from "../domain/errors.ts";
import type { Settings } from "./config.ts";
import { writePrivate } from "./secrets.ts";

const check = Compile(VapidKeys);
/** RFC 8292 wants to be told whom to ask: an https address or a mailbox. */
const NOBODY = "mailto:nobody@anhu.invalid";

/**
 * The keys by which push services know this server, made once: a browser's subscription is bound to them. A file of mode 0600 in the data
 * directory. @throws {AnhuError} `BAD_CONFIG` when the file is damaged
 */
export function openVapid({ ANHU_DATA_DIR, ANHU_PUBLIC_URL }: Pick<Settings, "ANHU_DATA_DIR" | "ANHU_PUBLIC_URL">): VapidKeys {
  const path = join(ANHU_DATA_DIR, "vapid.json");
  const subject = ANHU_PUBLIC_URL?.startsWith("https:") === true ? ANHU_PUBLIC_URL : NOBODY;
  if (!existsSync(path)) writePrivate(path, JSON.stringify(newVapidKeys()));
  const keys: unknown = JSON.parse(readFileSync(path, "utf8"));
  const vapid = typeof keys === "object" && keys !== null ? { ...keys, subject } : null;
  if (check.Check(vapid)) return vapid;
  throw new AnhuError("BAD_CONFIG", `reading ${path}: it holds no keys; remove it, and let browsers subscribe again`);
}
