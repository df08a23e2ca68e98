import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { canRunServers } from "./tests/support/platform.ts";

/** Tests that start whole processes or a browser, or measure what happens under load: one file at a time, after the quick ones. */
const SEQUENTIAL = ["tests/faults/**/*.test.ts", "tests/e2e/**/*.test.ts", "tests/browser/**/*.test.ts"];

/** The end-to-end tests once more with the records on PostgreSQL and the readings on InfluxDB, instead of the files of the data directory. */
const ON_SERVERS = ["sos-path", "bad-input", "command", "replay-equality", "external-broker", "demo-browser"];
const servers: TestProjectConfiguration = {
  test: {
    name: "servers",
    include: ON_SERVERS.map((name) => `tests/e2e/${name}.test.ts`),
    env: { TEST_STORES: "servers" },
    globalSetup: "tests/support/servers-setup.ts",
    pool: "forks",
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    sequence: { groupOrder: 2 },
  },
};

export default defineConfig({
  test: {
    pool: "forks",
    coverage: {
      provider: "v8",
      include: [
        "domain/**/*.ts",
        "broker/**/*.ts",
        "ingest/**/*.ts",
        "alerts/**/*.ts",
        "store/**/*.ts",
        "api/**/*.ts",
        "simulators/**/*.ts",
      ],
      reporter: ["text-summary", "html"],
      reportsDirectory: "coverage",
      thresholds: { "alerts/rules/**": { branches: 100 }, "ingest/decode/**": { branches: 100 } },
    },
    projects: [
      {
        test: {
          name: "quick",
          include: ["tests/**/*.test.ts"],
          exclude: SEQUENTIAL,
          pool: "forks",
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "sequential",
          include: SEQUENTIAL,
          pool: "forks",
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      ...(canRunServers() ? [servers] : []),
    ],
  },
});
