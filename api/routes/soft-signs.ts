import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { derivedId, newUuid } from "../../domain/ids.ts";
import { NewSoftSigns, SoftSignsView } from "../../domain/soft-signs.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import type { Records } from "../ports.ts";
import { signedInUser, viewerOf } from "../viewer.ts";

/** The longest shift that a handset is without network. */
const SAID_WITHIN_MS = 12 * 3_600_000;

/**
 * When a note was heard of first: whoever got no answer sends it again for as long as a shift, and it is one observation all the same.
 * In memory while it is not kept, in the records beyond a restart.
 */
class FirstHeard {
  readonly #records: Pick<Records, "softSignsHeardAt">;
  readonly #atMs = new Map<string, number>();

  constructor(records: Pick<Records, "softSignsHeardAt">) {
    this.#records = records;
  }
  async firstAt(noteId: string, nowMs: number): Promise<number> {
    for (const [oldest, atMs] of this.#atMs) {
      if (nowMs - atMs <= SAID_WITHIN_MS) break;
      this.#atMs.delete(oldest);
    }
    // Without the records it counts as new: rather one call too many than none.
    const keptAtMs = this.#atMs.has(noteId) ? undefined : await this.#records.softSignsHeardAt(noteId).catch(() => undefined);
    const atMs = this.#atMs.get(noteId) ?? keptAtMs ?? nowMs;
    this.#atMs.set(noteId, atMs);
    return atMs;
  }
}

/** 今天不对劲: what a carer notices before any sensor does. */
export function softSignRoutes(app: App, { ports, audit }: ApiContext): void {
  const heard = new FirstHeard(ports.records);
  const add = document(
    "residents",
    "noteSoftSigns",
    "今天不对劲: a soft sign opens an observation task (a full set within the hour); several, or one again within 24 h, call a nurse or physician",
    { params: Type.Object({ residentId: Id }), body: NewSoftSigns, response: { 201: SoftSignsView } },
  );
  app.post("/residents/:residentId/soft-signs", { config: { action: "noteSoftSigns" }, schema: add }, async (request, reply) => {
    const { residentId } = request.params;
    const viewer = viewerOf(request);
    const user = signedInUser(viewer, "noting soft signs");
    const { role } = user;
    const { signs, id = newUuid() } = request.body;
    const note = request.body.note?.trim() ?? "";
    const noteId = `sfs_${derivedId("softSigns", user.id, residentId, id)}`;
    const atMs = await heard.firstAt(noteId, ports.clock.now());
    // Kept under the time when it was said; the rules begin their hour when they hear of it.
    const { saidAt = atMs } = request.body;
    const saidAtMs = saidAt < atMs && saidAt > atMs - SAID_WITHIN_MS ? saidAt : atMs;
    const values = Object.fromEntries(signs.map((sign) => [sign, 1]));
    // The rules first: the task must open although the note cannot be kept. A note that is sent again says to them nothing new.
    await ports.enter({ residentId, facilityId: request.target.facilityId ?? "", atMs, values });
    const kept = await ports.records.addSoftSigns({
      ...{ id: noteId, residentId, atMs: saidAtMs, heardAtMs: atMs, signs, note: note === "" ? null : note },
      ...{ byUserId: user.id, byName: user.name, byRole: role },
    });
    audit({ actor: user.id, role, action: "noteSoftSigns", target: residentId, result: "ok", detail: kept.id });
    return reply.code(201).send({ id: kept.id, at: saidAtMs });
  });
}
