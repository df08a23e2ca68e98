import { join } from "node:path";
import type { Command } from "commander";
import type { AuditHead } from "../../domain/audit-head.ts";
import { fingerprint } from "../../domain/audit-signing.ts";
import type { ChainReport, ChainVerdict } from "../../domain/audit-verify.ts";
import { openChain, verifyChain } from "../../store/audit/verify-chain.ts";
import { headsFile, ownHeads, readHeads } from "../audit-heads.ts";
import { readSettings } from "../config.ts";
import { runLongWork } from "../long-work.ts";
import { print, say } from "./print.ts";

/** 1 is any other failure of a command (docs/audit.md). */
export const EXIT_CODES = { intact: 0, altered: 2, shortened: 3, forked: 4 } as const satisfies Record<ChainVerdict, number>;
const WORDS: Readonly<Record<ChainVerdict, string>> = {
  intact: "every entry is as it was written, and none is missing",
  altered: "entries were changed, removed, inserted or put in another order",
  shortened: "the end of the log is missing",
  forked: "this is another log than the one whose heads were signed: it was written anew from somewhere on, or restored and gone on with",
};

/** `audit verify`: reads the whole chain, past the server. */
export function addAuditCommands(program: Command): void {
  const audit = program.command("audit").description("the log of who did what");
  audit
    .command("verify")
    .description("read the whole audit log and say whether it was altered, shortened or forked; exit code 0, 2, 3 or 4")
    .option(
      "--head <file>",
      "heads that were kept elsewhere (audit-heads.jsonl, or an answer of GET /api/v1/audit/head); may be given again",
      gather,
      [],
    )
    .option("--no-own-heads", "leave out the heads file of this server, which whoever changed the log may have changed, too")
    .option("--records <url>", "postgres://… or sqlite:FILE; default: as the server's settings say")
    .option("--json", "print JSON")
    .action(async (options: { head: string[]; ownHeads: boolean; records?: string; json?: boolean }) => {
      const settings = readSettings();
      const given = options.head.flatMap((file) => readHeads(file));
      const own = options.ownHeads ? ownHeads(settings) : [];
      const heads = [...given, ...own];
      const choice = engineOf(options.records ?? settings.ANHU_RECORDS_URL, settings.ANHU_DATA_DIR);
      const report = await runLongWork("verifying the audit log", async (work) => verifyChain(await openChain(choice), heads, work));
      const keys = [...new Set(heads.map(({ publicKey }) => fingerprint(publicKey)))];
      if (options.json === true) print({ ...report, keys }, { json: true });
      else tell(report, heads, keys, headsFile(settings));
      process.exitCode = EXIT_CODES[report.verdict];
    });
}
function gather(file: string, before: readonly string[]): string[] {
  return [...before, file];
}
function engineOf(records: string | undefined, dataDir: string): Parameters<typeof openChain>[0] {
  if (records === undefined) return { type: "sqlite", file: join(dataDir, "records.db") };
  return records.startsWith("sqlite:") ? { type: "sqlite", file: records.slice("sqlite:".length) } : { type: "postgres", url: records };
}
function tell(report: ChainReport, heads: readonly AuditHead[], keys: readonly string[], file: string): void {
  const { verdict, entries, end, newestHead, notAnchored, findings } = report;
  print({ verdict, entries, hash: end.hash, heads: heads.length, keys: keys.join(" ") }, { json: false });
  say(`${verdict}: ${WORDS[verdict]}`);
  for (const { seq, what } of findings) say(`  at ${seq}: ${what}`);
  if (newestHead === null)
    say(`no signed head was compared: a missing end, or a log written anew, would not be seen; give --head (the server writes ${file})`);
  else if (notAnchored > 0) say(`${notAnchored} entries are younger than the newest head, of ${newestHead.at}`);
}
