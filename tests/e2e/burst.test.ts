import { expect, it } from "vitest";
import { runBurst } from "../../bench/burst.ts";
import { measured } from "../support/platform.ts";

const ALERTS = 400;
const CLINICS = 20;

it("alerts of the same moment are all pushed to their clinics within ten seconds, none of them twice", async () => {
  const { sent, received, twice, allPushedMs, webhookMs } = await runBurst({ alerts: ALERTS, clinics: CLINICS });
  measured("alerts of the same moment", { alerts: sent, clinics: CLINICS, twice, allPushedMs: allPushedMs ?? -1, p99Ms: webhookMs.p99 });
  expect({ sent, received, twice }).toEqual({ sent: ALERTS, received: ALERTS, twice: 0 });
  expect(allPushedMs).toBeLessThan(10_000);
});
