import type { Command } from "commander";
import { makeBackup } from "../../store/backup/backup.ts";
import { systemClock } from "../clock.ts";
import { readSettings } from "../config.ts";
import { runLongWork } from "../long-work.ts";
import { version } from "../version.ts";
import { print } from "./print.ts";

/** `backup`: the data directory as it was at one moment, while the server runs. */
export function addBackupCommand(program: Command): void {
  program
    .command("backup")
    .description("copy the data directory as it is at one moment, also while the server runs")
    .requiredOption("--to <directory>", "the backup: a directory that is new or empty")
    .option("--data-dir <directory>", "default: ANHU_DATA_DIR")
    .option("--json", "print JSON")
    .action(async (options: { to: string; dataDir?: string; json?: boolean }) => {
      const dataDir = options.dataDir ?? readSettings().ANHU_DATA_DIR;
      const manifest = await runLongWork(`backing up ${dataDir} to ${options.to}`, (work) =>
        makeBackup({ dataDir, to: options.to, version: version(), clock: systemClock }, work),
      );
      const { files, takenAt, finishedAt } = manifest;
      if (options.json === true) print({ to: options.to, ...manifest }, { json: true });
      else
        print(
          { to: options.to, takenAt, finishedAt, ...Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])) },
          { json: false },
        );
    });
}
