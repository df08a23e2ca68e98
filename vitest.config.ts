import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { canRunServers } from "./tests/support/platform.ts";

/** Tests that start whole processes and mostly wait for them: four files at a time, after the quick ones. */
const PROCESSES = ["tests/e2e/**/*.test.ts", "tests/faults/{clinic-faults,unplugged}.test.ts"];
/** Tests that look at screens: three files at a time, for they wait as well. */
const SCREENS = ["tests/browser/**/*.test.ts"];
/** The other tests that make faults, under load: one file at a time, last, with the machine to themselves. */
const ALONE = ["tests/faults/**/*.test.ts"];
/** What is waited for may take its time on a busy machine; a test that asserts how fast something comes says its own deadline. */
const patient = { expect: { poll: { timeout: 10_000 } } } as const;
const slow = { ...patient, pool: "forks", testTimeout: 180_000, hookTimeout: 120_000 } as const;

/** The end-to-end tests once more with the records on PostgreSQL and the readings on InfluxDB, instead of the files of the data directory. */
const ON_SERVERS = ["sos-path", "bad-input", "command", "replay-equality", "external-broker", "demo-browser"];
const servers: TestProjectConfiguration = {
  test: {
    name: "servers",
    include: ON_SERVERS.map((name) => `tests/e2e/${name}.test.ts`),
    env: { TEST_STORES: "servers" },
    globalSetup: ["tests/support/servers-setup.ts", "tests/support/dashboard-setup.ts"],
    ...slow,
    maxWorkers: 4,
    sequence: { groupOrder: 1 },
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
          exclude: [...PROCESSES, ...SCREENS, ...ALONE],
          pool: "forks",
          ...patient,
          maxWorkers: 3,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "processes",
          include: PROCESSES,
          globalSetup: "tests/support/dashboard-setup.ts",
          ...slow,
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      ...(canRunServers() ? [servers] : []),
      {
        test: {
          name: "screens",
          include: SCREENS,
          globalSetup: "tests/support/screens-setup.ts",
          ...slow,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "alone",
          include: ALONE,
          exclude: PROCESSES,
          ...slow,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
