import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import type { KeyObject } from "node:crypto";
import type { AuditHeads } from "../api/audit-ports.ts";
import type { ChainEnd } from "../domain/audit.ts";
import type { AuditHead } from "../domain/audit-head.ts";
import { isAuditHead, isSigned, signHead } from "../domain/audit-signing.ts";
import { AnhuError, errorText } from "../domain/errors.ts";
import type { Clock } from "../domain/time.ts";
import type { Settings } from "./config.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";

/** RELIABILITY §4.4: signed at most so long, or so many entries, after the one before. */
const EVERY_MS = 600_000;
const EVERY_ENTRIES = 1_000;
const LOOK_EVERY_MS = 5_000;
export const HEADS_FILE = "audit-heads.jsonl";

export function headsFile({
  ANHU_AUDIT_HEAD_DIR: dir,
  ANHU_DATA_DIR: dataDir,
}: Pick<Settings, "ANHU_AUDIT_HEAD_DIR" | "ANHU_DATA_DIR">): string {
  return join(dir ?? dataDir, HEADS_FILE);
}
/**
 * Heads as a file holds them: one a line, or a single one.
 * @throws {AnhuError} `BAD_INPUT` when a line is no head, or is not signed by the key that it names
 */
export function readHeads(file: string): readonly AuditHead[] {
  const lines = textOf(file)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.map((line, index) => headIn(line, file, index + 1));
}
function textOf(file: string): string {
  try {
    const text = readFileSync(file, "utf8");
    // A head as the API answers, perhaps laid out for reading.
    return text.trimStart().startsWith("{") ? compact(text) : text;
  } catch (error) {
    throw new AnhuError("NOT_FOUND", `reading heads of the audit log from ${file}: ${errorText(error)}; name a file of heads`, {
      cause: error,
    });
  }
}
function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    // Several lines, each a head.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
function headIn(line: string, file: string, number: number): AuditHead {
  const doing = `reading heads of the audit log from ${file}: line ${number}`;
  let head: unknown;
  try {
    head = JSON.parse(line);
  } catch (error) {
    throw new AnhuError("BAD_INPUT", `${doing} is no JSON; take the file as the server wrote it`, { cause: error });
  }
  if (!isAuditHead(head)) throw new AnhuError("BAD_INPUT", `${doing} is no head of an audit log; take the file as the server wrote it`);
  if (!isSigned(head)) throw new AnhuError("BAD_INPUT", `${doing} is not what was signed; this file was changed, take another copy`);
  return head;
}
export interface AuditHeadsOptions {
  readonly file: string;
  readonly key: KeyObject;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the chain ends, and the hash of an entry of it; both reject while the records are down. */
  readonly end: () => Promise<ChainEnd>;
  readonly hashAt: (seq: number) => Promise<string | null>;
  readonly everyMs?: number;
  readonly everyEntries?: number;
  readonly lookEveryMs?: number;
}
/** Signs where the chain ends, and writes it to a file outside the database, every ten minutes or thousand entries. Stopped by the lifecycle. */
export function startAuditHeads(options: AuditHeadsOptions, lifecycle: Lifecycle): AuditHeads {
  const { file, key, clock, log, everyMs = EVERY_MS, everyEntries = EVERY_ENTRIES } = options;
  const written: AuditHead[] = [...existing(options)];
  let signedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<unknown> | null = null;
  let isContinuous = true;

  async function signed(): Promise<AuditHead> {
    return signHead(await options.end(), clock.now(), key);
  }
  /** The newest head that was written still names the entry that stands there. */
  async function check(): Promise<void> {
    const last = written.at(-1);
    if (last === undefined || last.seq === 0) return;
    const isNow = (await options.hashAt(last.seq)) === last.hash;
    if (!isNow && isContinuous)
      log.error(
        { seq: last.seq, at: last.at },
        "audit log: it is no longer the chain whose head was signed; run `anhu audit verify` and keep the heads file",
      );
    isContinuous = isNow;
  }
  async function write(): Promise<void> {
    await check();
    const head = await signed();
    signedAtMs = clock.monotonic();
    if (head.seq === (written.at(-1)?.seq ?? 0)) return;
    await appendFile(file, `${JSON.stringify(head)}\n`, { mode: 0o600, flush: true });
    written.push(head);
  }
  async function look(): Promise<void> {
    const isDue = clock.monotonic() - signedAtMs >= everyMs || (await options.end()).seq - (written.at(-1)?.seq ?? 0) >= everyEntries;
    if (isDue) await write();
  }
  const attempt = (work: () => Promise<void>): Promise<unknown> =>
    (looking ??= work()
      .catch((error: unknown) => log.warn({ why: errorText(error) }, "audit log: its head was not written; tried again in a moment"))
      .finally(() => (looking = null)));
  const timer = setInterval(() => void attempt(look), options.lookEveryMs ?? LOOK_EVERY_MS);
  void attempt(look);
  lifecycle.add("audit heads", async () => {
    clearInterval(timer);
    await looking;
    await attempt(write);
  });
  return {
    async head() {
      await check();
      return { head: await signed(), isContinuous };
    },
    written: () => written,
  };
}
/** What was written before; a file that cannot be read is left as it is, and said. */
function existing({ file, log }: AuditHeadsOptions): readonly AuditHead[] {
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) return [];
  try {
    return readHeads(file);
  } catch (error) {
    log.error({ why: errorText(error) }, "audit log: its heads cannot be read; new ones are written behind them");
    return [];
  }
}
/** The settings say where they stand. */
export function ownHeads(settings: Settings): readonly AuditHead[] {
  const file = headsFile(settings);
  return existsSync(file) ? readHeads(file) : [];
}
