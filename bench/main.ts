import { Command, Option } from "commander";
import { benchAlarms } from "./alarms.ts";
import { benchBurst } from "./burst.ts";
import { benchAudit } from "./audit.ts";
import { benchEvaluate } from "./evaluate.ts";
import { benchFirstLoad } from "./first-load.ts";
import { benchIngestInflux } from "./ingest-influx.ts";
import { benchIngest, type IngestBenchOptions } from "./ingest.ts";
import { benchQuery, type QueryBenchOptions } from "./query.ts";
import { benchSos } from "./sos.ts";
import { benchWall } from "./wall.ts";

const program = new Command("bench").description("benchmarks, each beside its peer in the same run");
type IngestFlags = Omit<IngestBenchOptions, "json"> & { readonly historian: "sqlite" | "influx"; readonly json?: boolean };
const count = (text: string) => Number.parseInt(text, 10);
program
  .command("ingest")
  .description("acknowledged messages a second beside bare aedes, on InfluxDB also stored ones beside Mosquitto and Node-RED; medians")
  .option("--json", "print JSON")
  .addOption(new Option("--historian <engine>", "where readings are stored").choices(["sqlite", "influx"]).default("sqlite"))
  .option("--pairs <n>", "alternating pairs", count, 3)
  .option("--connections <n>", "", count, 200)
  .option("--messages <n>", "in all", count, 300_000)
  .option("--window <n>", "in flight on a connection", count, 10)
  .option("--warm-up <n>", "messages before the timed ones, on both sides", count, 100_000)
  .action(({ historian, ...options }: IngestFlags) =>
    (historian === "influx" ? benchIngestInflux : benchIngest)({ ...options, json: options.json === true }),
  );
program
  .command("sos")
  .description("PUBLISH of an SOS to the clinic's webhook, idle and under the ingest load")
  .option("--json", "print JSON")
  .option("--count <n>", "SOS in each of the two runs", count, 500)
  .option("--gap <ms>", "between two SOS", count, 25)
  .action((options: { json?: boolean; count: number; gap: number }) => benchSos({ ...options, json: options.json === true }));
program
  .command("burst")
  .description("alerts at the same moment to many clinics: until all are pushed, and whether any came twice")
  .option("--json", "print JSON")
  .option("--alerts <n>", "in all", count, 1_000)
  .option("--clinics <n>", "a home for each", count, 20)
  .option("--rounds <n>", "on a server of its own each", count, 3)
  .action((options: { json?: boolean; alerts: number; clinics: number; rounds: number }) =>
    benchBurst({ ...options, json: options.json === true }),
  );
type QueryFlags = Omit<QueryBenchOptions, "json"> & { readonly json?: boolean };
program
  .command("query")
  .description("charts of 30 days of a 10 s heart rate beside a scan of the readings, and bytes on the disk")
  .option("--json", "print JSON")
  .addOption(new Option("--historian <engine>", "where readings are stored").choices(["sqlite", "influx"]).default("sqlite"))
  .option("--days <n>", "of every device", count, 30)
  .option("--others <n>", "monitors that speak once a minute beside the wristband", count, 20)
  .option("--queries <n>", "of each kind", count, 50)
  .action((options: QueryFlags) => benchQuery({ ...options, json: options.json === true }));
program
  .command("alarms")
  .description(
    "alerts per person-day on real recordings beside plain thresholds with the same limits; excursions and injected episodes told or not",
  )
  .option("--json", "print JSON")
  .action((options: { json?: boolean }) => benchAlarms({ json: options.json === true }));
program
  .command("evaluate")
  .description("observations a second through the default rules and all watchers, calm and with 1 % abnormal, beside plain thresholds")
  .option("--json", "print JSON")
  .option("--residents <n>", "wristbands of five signs", count, 20_000)
  .option("--rounds <n>", "messages of each; the first third warms up", count, 60)
  .action((options: { json?: boolean; residents: number; rounds: number }) => benchEvaluate({ ...options, json: options.json === true }));
program
  .command("audit")
  .description("`anhu audit verify` over a log of so many entries, beside the same hashing without reading")
  .option("--json", "print JSON")
  .option("--entries <n>", "of the audit log", count, 1_000_000)
  .action((options: { json?: boolean; entries: number }) => benchAudit({ ...options, json: options.json === true }));
program
  .command("wall")
  .description(
    "a wall of many tiles that change once a second, beside bare DOM: frames, main thread, heap; 1080p and 4K, drawn in software",
  )
  .option("--json", "print JSON")
  .option("--minutes <n>", "of measuring, for each page and size", Number.parseFloat, 5)
  .option("--tiles <n>", "residents", count, 500)
  .action((options: { json?: boolean; minutes: number; tiles: number }) => benchWall({ ...options, json: options.json === true }));
program
  .command("first-load")
  .description("until somebody can use wall, family page and alerts on a slowed processor, beside a page without script")
  .option("--json", "print JSON")
  .option("--rounds <n>", "loads of each page; medians", count, 5)
  .option("--slower <n>", "how many times slower the processor is made", count, 4)
  .action((options: { json?: boolean; rounds: number; slower: number }) => benchFirstLoad({ ...options, json: options.json === true }));
await program.parseAsync();
