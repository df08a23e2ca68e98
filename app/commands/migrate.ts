import type { Command } from "commander";
import { AnhuError } from "../../domain/errors.ts";
import { openEmbeddedFile } from "../../store/moving/open-embedded.ts";
import { moveRecords } from "../../store/moving/records-move.ts";
import { migrateRecords } from "../../store/records/migrate.ts";
import { PostgresEngine } from "../../store/records/postgres/postgres-engine.ts";
import { RecordsFile } from "../../store/records/sqlite/records-file.ts";
import { readSettings } from "../config.ts";
import { Lifecycle } from "../lifecycle.ts";
import { runLongWork } from "../long-work.ts";
import { print, say } from "./print.ts";

const ANSWER_WITHIN_MS = 10_000;

/** `migrate`: the records of a stopped server move from its file to PostgreSQL. */
export function addMigrateCommand(program: Command): void {
  program
    .command("migrate")
    .description("move the records of a stopped server to an empty PostgreSQL database; run again it goes on where it stopped")
    .option("--from <address>", "sqlite:DATA_DIRECTORY or sqlite:FILE; default: ANHU_DATA_DIR")
    .option(
      "--to <url>",
      "postgres://user:password@host/database; default: ANHU_RECORDS_URL, which other users of this machine cannot read",
    )
    .option("--json", "print JSON")
    .action(async (options: { from?: string; to?: string; json?: boolean }) => {
      const settings = readSettings();
      const url = options.to ?? settings.ANHU_RECORDS_URL;
      if (url === undefined) throw new AnhuError("BAD_INPUT", "moving the records: no target; give --to postgres://… or ANHU_RECORDS_URL");
      const targetName = nameOf(url);
      const lifecycle = new Lifecycle();
      try {
        const { file, dataDir } = openEmbeddedFile(options.from ?? `sqlite:${settings.ANHU_DATA_DIR}`, "records.db", { mayBeNew: false });
        lifecycle.add("data directory", () => dataDir.close());
        const source = new RecordsFile(file);
        lifecycle.add("source", () => source.close());
        await migrateRecords("sqlite", (sql, parameters) => source.query(sql, parameters));
        const target = new PostgresEngine(url, (message) => say(message));
        lifecycle.add("target", () => target.close());
        target.start();
        await target.ready(ANSWER_WITHIN_MS);
        const tables = await runLongWork(`moving the records to ${targetName}`, (work) =>
          moveRecords({ source, target, targetName }, work),
        );
        print(options.json === true ? { to: targetName, tables } : tables, { json: options.json === true });
        say(`moved and compared; start the server with ANHU_RECORDS_URL, and keep ${file} away from any server`);
      } finally {
        await lifecycle.close();
      }
    });
}
/** Host and database, without who and how. @throws {AnhuError} `BAD_INPUT` when it is no such URL */
function nameOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol))
    throw new AnhuError("BAD_INPUT", "moving the records: the target must be a URL such as postgres://user:password@host:5432/database");
  return `postgres://${parsed.host}${parsed.pathname}`;
}
