import { dirname, join } from "node:path";
import type { Command } from "commander";
import { AnhuError } from "../../domain/errors.ts";
import { CopyNote } from "../../store/moving/copy-note.ts";
import type { HistorianEnd } from "../../store/moving/historian-end.ts";
import { copyHistorian } from "../../store/moving/historian-copy.ts";
import { openInfluxEnd } from "../../store/moving/influx-end.ts";
import { openEmbeddedFile } from "../../store/moving/open-embedded.ts";
import { readDeviceList } from "../../store/moving/device-list.ts";
import { openSqliteEnd } from "../../store/moving/sqlite-end.ts";
import { readSettings, type Settings } from "../config.ts";
import { historianEngine } from "../historian-engine.ts";
import { Lifecycle } from "../lifecycle.ts";
import { runLongWork } from "../long-work.ts";
import { print, say } from "./print.ts";

interface CopyOptions {
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
}
/** `historian copy`: the observations of a stopped server, from its file to InfluxDB or back. */
export function addHistorianCommands(program: Command): void {
  program
    .command("historian")
    .description("the store of the observations")
    .command("copy")
    .description("copy all observations of a stopped server into an empty historian; run again it goes on where it stopped")
    .requiredOption("--from <address>", "sqlite:DATA_DIRECTORY, or the URL of an InfluxDB (database and token as in the settings)")
    .requiredOption("--to <address>", "the other of the two")
    .option("--json", "print JSON")
    .action(async (options: CopyOptions) => {
      const settings = readSettings();
      const lifecycle = new Lifecycle();
      try {
        const { source, target, dataDir } = await openEnds(options, settings, lifecycle);
        const devices = await readDeviceList(dataDir, settings.ANHU_RECORDS_URL ?? null);
        const note = new CopyNote(join(dataDir, "historian-copy.json"));
        const copied = await runLongWork(`copying observations from ${source.name} to ${target.name}`, (work) =>
          copyHistorian({ source, target, note, ofRecords: (id) => devices.get(id) }, work),
        );
        print(options.json === true ? { from: source.name, to: target.name, signs: copied } : copied, { json: options.json === true });
        say(
          target.name.startsWith("sqlite:")
            ? "copied and compared; start the server without ANHU_HISTORIAN_URL"
            : "copied and compared; start the server with ANHU_HISTORIAN_URL",
        );
      } finally {
        await lifecycle.close();
      }
    });
}
/** One end is a file of a data directory, which is kept from servers; the other is an InfluxDB. */
async function openEnds({ from, to }: CopyOptions, settings: Settings, lifecycle: Lifecycle) {
  const isFromFile = from.startsWith("sqlite:");
  const url = influxUrl(isFromFile ? to : from);
  if (isFromFile === to.startsWith("sqlite:") || url === null) {
    throw new AnhuError(
      "BAD_INPUT",
      "copying observations: one of --from and --to must be sqlite:DATA_DIRECTORY and the other the URL of an InfluxDB, such as http://127.0.0.1:8086",
    );
  }
  const { file, dataDir: locked } = openEmbeddedFile(isFromFile ? from : to, "historian.db", { mayBeNew: !isFromFile });
  lifecycle.add("data directory", () => locked.close());
  const dataDir = dirname(file);
  const engine = historianEngine({ ...settings, ANHU_HISTORIAN_URL: url, ANHU_DATA_DIR: dataDir });
  if (engine.type !== "influx") throw new Error("a URL was given and no InfluxDB came of it");
  const opened = (end: HistorianEnd): HistorianEnd => {
    lifecycle.add(end.name, () => end.close());
    return end;
  };
  const embedded = opened(openSqliteEnd(file));
  const server = opened(await openInfluxEnd(engine));
  return isFromFile ? { source: embedded, target: server, dataDir } : { source: server, target: embedded, dataDir };
}
/** As `ANHU_HISTORIAN_URL`; `influx:` may stand before it. */
function influxUrl(address: string): string | null {
  const url = address.replace(/^influx:(\/\/)?(?=https?:)/, "");
  return /^https?:\/\/[^\s@?#]+$/.test(url) ? url : null;
}
