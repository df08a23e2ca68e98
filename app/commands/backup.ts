import { setPriority } from "node:os";
import type { Command } from "commander";
import { makeBackup } from "../../store/backup/backup.ts";
import { systemClock } from "../clock.ts";
import { readSettings } from "../config.ts";
import { runLongWork } from "../long-work.ts";
import { version } from "../version.ts";
import { print, say } from "./print.ts";

const NICENESS = 10;

/** `backup`: the data directory as it was at one moment, while the server runs. */
export function addBackupCommand(program: Command): void {
  program
    .command("backup")
    .description("copy the data directory as it is at one moment, also while the server runs")
    .requiredOption("--to <directory>", "the backup: a directory that is new or empty")
    .option("--data-dir <directory>", "default: ANHU_DATA_DIR")
    .option("--json", "print JSON")
    .action(async (options: { to: string; dataDir?: string; json?: boolean }) => {
      // The server goes first on a busy machine.
      setPriority(NICENESS);
      const settings = readSettings();
      const dataDir = options.dataDir ?? settings.ANHU_DATA_DIR;
      const manifest = await runLongWork(`backing up ${dataDir} to ${options.to}`, (work) =>
        makeBackup({ dataDir, to: options.to, version: version(), clock: systemClock }, work),
      );
      const { files, takenAt, finishedAt } = manifest;
      const isHere = (name: string, url: string | undefined) => url === undefined && files.some((file) => file.name === name);
      const elsewhere = [
        ...(isHere("records.db", settings.ANHU_RECORDS_URL) ? [] : ["the records are on a server: pg_dump them before this backup"]),
        ...(isHere("historian.db", settings.ANHU_HISTORIAN_URL) ? [] : ["the observations are on a server: back it up after this one"]),
      ];
      for (const hint of elsewhere) say(`not in this backup: ${hint} (docs/operations.md, Backup and restore)`);
      if (options.json === true) print({ to: options.to, ...manifest }, { json: true });
      else
        print(
          { to: options.to, takenAt, finishedAt, ...Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])) },
          { json: false },
        );
    });
}
