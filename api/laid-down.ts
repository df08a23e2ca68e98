import type { FastifyRequest } from "fastify";
import type { CareSetting } from "../domain/care-settings.ts";
import { AnhuError } from "../domain/errors.ts";
import type { ApiContext } from "./context.ts";
import { signedInUser, viewerOf } from "./viewer.ts";

/**
 * A setting begins when the rules surely know it: what is received before is judged by the one before, live and in a replay, which asks by
 * the time of each entry.
 */
const BEGINS_AFTER_MS = 2_000;

export type LaidDown = Pick<CareSetting, "residentId" | "kind" | "about" | "value" | "detail" | "reviewMs">;
/**
 * Writes dated rows with the person's name, all of them or none; nothing is overwritten. @returns server time from which they hold
 * @throws {AnhuError} `PERSON_REQUIRED`: a token is no person; `BAD_INPUT`: the review lies in the past
 */
export async function layDown({ ports, audit }: ApiContext, request: FastifyRequest, rows: readonly LaidDown[]): Promise<number> {
  const viewer = viewerOf(request);
  const user = signedInUser(viewer, "laying something down for a resident");
  const { role } = user;
  const nowMs = ports.clock.now();
  if (rows.some(({ reviewMs }) => reviewMs !== null && reviewMs <= nowMs))
    throw new AnhuError("BAD_INPUT", "signing for a resident: the date of review must lie ahead");
  const fromMs = nowMs + BEGINS_AFTER_MS;
  await ports.records.addCareSettings(rows.map((row) => ({ ...row, fromMs, byUserId: user.id, byName: user.name, byRole: role })));
  await ports.changed("careSettings");
  for (const { kind, residentId, about, value } of rows) {
    const detail = [about, value === 0 ? "ended" : ""].filter((part) => part !== "").join(" ");
    audit({ actor: user.id, role, action: kind, target: residentId, result: "ok", ...(detail === "" ? {} : { detail }) });
  }
  return fromMs;
}
