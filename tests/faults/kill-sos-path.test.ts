import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, it } from "vitest";
import { startClinic, type Clinic } from "../../simulators/clinic.ts";
import { openDeviceLink } from "../../simulators/device-link.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { addWebhookChannel } from "../support/channels.ts";
import { makeTestHome, type TestHome } from "../support/home.ts";
import { freePort, makeTempDir, until } from "../support/machine.ts";
import { measured, rounds } from "../support/platform.ts";

/** Kills after each step; the issue asks for twenty. */
const ROUNDS = rounds(2);
const DELIVERED_WITHIN_MS = 15_000;
/** The ladder of this home tells the clinic again so soon: the 60 s are a matter of the ladder alone. */
const AGAIN_MS = 6_000;
/** Takes the message and keeps the answer for itself. */
const HOLDS = { type: "slowLoris", everyMs: 600_000 } as const;
const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

interface Scene {
  anhu: AnhuProcess;
  readonly home: TestHome;
  readonly clinic: Clinic;
  /** Reads what is on the disk, as anybody beside the server may. */
  readonly rows: (sql: string) => number;
}
/** How each step of the path is seen from outside. Resolves when the step was taken; `before`: what was seen before the press. */
const STEPS: Readonly<Record<string, { look(scene: Scene): Promise<number> | number; readonly holds?: boolean }>> = {
  store: { look: () => 0 },
  raise: {
    async look({ anhu }) {
      const text = await (await fetch(`${anhu.httpUrl}/metrics`)).text();
      return Number(/^anhu_alerts_open (\d+)$/m.exec(text)?.[1]);
    },
  },
  outbox: { look: ({ rows }) => rows("SELECT count(*) AS n FROM deliveries WHERE channel = 'webhook'") },
  send: { look: ({ clinic }) => clinic.messages.length + clinic.repeated.length, holds: true },
  record: { look: ({ rows }) => rows("SELECT count(*) AS n FROM delivery_attempts WHERE state = 'accepted'") },
  escalate: { look: ({ clinic }) => clinic.messages.filter(({ type }) => type === "alert.updated").length },
};

async function aScene(): Promise<Scene> {
  const [clinic, second] = [await startClinic(), await startClinic()];
  closing.push(
    () => clinic.close(),
    () => second.close(),
  );
  const ports = { httpPort: await freePort(), mqttPort: await freePort() };
  const env = { ANHU_WEBHOOK_ALLOW: new URL(second.url).origin };
  const anhu = await startAnhuProcess({ ...ports, dataDir: temp.path, env });
  const home = await makeTestHome(anhu.api, { kind: "sosButton", residents: 4, webhook: clinic.url });
  clinic.addSecret(home.webhookSecret ?? "");
  second.addSecret((await addWebhookChannel(anhu.api, home.clinicId ?? "", second.url)).secret);
  const steps = [0, AGAIN_MS, 2 * AGAIN_MS, 3 * AGAIN_MS].map((afterMs) => ({ afterMs, targets: ["clinics"] }));
  const ladders = [{ id: "quick", track: "medical", for: {}, steps, repeat: { everyMs: 30_000, targets: ["clinics"] } }];
  const laidDown = await fetch(`${anhu.httpUrl}/api/v1/facilities/${home.facilityId}/escalation-policies`, {
    method: "PUT",
    headers: { authorization: `Bearer ${readFileSync(join(temp.path, "admin.token"), "utf8").trim()}`, "content-type": "application/json" },
    body: JSON.stringify({ basedOn: 0, reason: "fault test", person: "陈院长", policy: { ladders, inHouse: null } }),
  });
  expect(laidDown.ok, await laidDown.text()).toBe(true);
  const file = join(temp.path, "records.db");
  expect(existsSync(file)).toBe(true);
  const scene: Scene = {
    ...{ anhu, home, clinic },
    rows(sql) {
      const db = new DatabaseSync(file, { readOnly: true });
      try {
        return Number(db.prepare(sql).get()?.["n"]);
      } finally {
        db.close();
      }
    },
  };
  closing.push(() => scene.anhu.kill("SIGKILL"));
  scenes.set(scene, { ports, env, second });
  return scene;
}
const scenes = new Map<Scene, { ports: { httpPort: number; mqttPort: number }; env: Record<string, string>; second: Clinic }>();

it(
  `kill -9 after each step of the path of an SOS, ${ROUNDS} times each: delivered within 15 s, at most once more per channel, under one id`,
  { timeout: 90_000 + ROUNDS * 6 * 30_000 },
  async () => {
    const scene = await aScene();
    const { home, clinic } = scene;
    const { ports, env, second } = scenes.get(scene)!;
    const slowest: Record<string, number> = {};
    const repeated: Record<string, number> = {};
    let pressed = 0;
    for (let round = 0; round < ROUNDS; round++) {
      for (const [step, { look, holds = false }] of Object.entries(STEPS)) {
        const device = home.devices[pressed++ % home.devices.length]!;
        const link = openDeviceLink({ ...device, mqttUrl: `mqtt://127.0.0.1:${ports.mqttPort}`, reconnectMs: 50 });
        await until(() => link.isConnected, { what: "the button to sign in" });
        const before = await look(scene);
        const twiceBefore = clinic.repeated.length + second.repeated.length;
        if (holds) clinic.behave(HOLDS);
        const at = Date.now();
        link.send({ topic: device.topics.events, payload: JSON.stringify({ at, seq: at, type: "sos" }), retain: false });
        if (step === "store") await link.drained();
        else await until(async () => (await look(scene)) > before, { everyMs: 1, deadlineMs: 20_000, what: `the step ${step}` });
        await scene.anhu.kill("SIGKILL");
        clinic.behave({ type: "accept" });
        const startedMs = performance.now();
        const seenBefore = clinic.messages.length + clinic.repeated.length;
        const isOf = ({ kind, observedAtMs }: { kind: string; observedAtMs: number }) => kind === "sos" && observedAtMs === at;
        scene.anhu = await startAnhuProcess({ ...ports, dataDir: temp.path, env });
        const raised = await until(() => clinic.messages.find((one) => isOf(one) && one.type === "alert.raised"), {
          deadlineMs: 30_000,
          what: `the SOS to reach the clinic after a kill at ${step}`,
        });
        // What was heard before the kill is heard again, or the ladder goes on.
        await until(() => clinic.messages.length + clinic.repeated.length > seenBefore, {
          deadlineMs: 30_000,
          what: "a push after the start",
        });
        slowest[step] = Math.max(slowest[step] ?? 0, Math.round(performance.now() - startedMs));
        await link.drained();
        await link.close();

        const messages = [...clinic.messages, ...second.messages].filter(isOf);
        expect(
          messages.filter(({ type }) => type === "alert.raised").map(({ webhookId }) => webhookId),
          step,
        ).toHaveLength(
          new Set([clinic, second].filter((one) => one.messages.some((each) => isOf(each) && each.type === "alert.raised"))).size,
        );
        await scene.anhu.api.post(`/alerts/${raised.alertId}/resolve`, { outcome: "test", reason: "fault test", person: "值班护士" });
        await until(() => clinic.messages.some((one) => isOf(one) && one.type === "alert.resolved"), { what: "the end to be told" });
        for (const one of [clinic, second]) {
          const ids = new Set(one.messages.filter(isOf).map(({ webhookId }) => webhookId));
          const again = one.repeated.filter((id) => ids.has(id));
          expect(again.length, `${step}: ${again.join()}`).toBeLessThanOrEqual(1);
        }
        repeated[step] = (repeated[step] ?? 0) + clinic.repeated.length + second.repeated.length - twiceBefore;
      }
    }
    const alerts = (await scene.anhu.api.all("/alerts", { facility: home.facilityId })) as { kind: string; evidenceCount: number }[];
    expect(alerts.filter(({ kind }) => kind === "sos").map(({ evidenceCount }) => evidenceCount)).toEqual(Array(pressed).fill(1));
    for (const step of Object.keys(STEPS)) {
      measured(`killed after: ${step}`, {
        rounds: ROUNDS,
        firstPushAfterStartMs: slowest[step] ?? -1,
        sentTwiceUnderOneId: repeated[step] ?? 0,
      });
      expect(slowest[step], step).toBeLessThan(DELIVERED_WITHIN_MS);
    }
  },
);
