import { AnhuError } from "../../domain/errors.ts";
import type { CarerKeys, Handset } from "../../domain/handset.ts";
import { newId } from "../../domain/ids.ts";
import type { HandsetRecords } from "../../api/handset-ports.ts";
import { FakeContracts } from "./fake-contracts.ts";

interface Try {
  readonly userId: string;
  readonly handsetId: string;
  readonly tries: number;
  readonly sinceMs: number;
}
/** Shared handsets in memory, for the tests of the API. */
export class FakeHandsets extends FakeContracts implements HandsetRecords {
  handsetRows: (Handset & { readonly tokenHash: string })[] = [];
  readonly pinRows = new Map<string, { readonly pinHash: string; readonly atMs: number }>();
  readonly badgeRows = new Map<string, { readonly badgeHash: string; readonly atMs: number }>();
  tryRows: Try[] = [];

  addHandset: HandsetRecords["addHandset"] = (input) =>
    this.answer(() => {
      const row = { id: newId("hst"), ...input, lastSeenAtMs: null, revokedAtMs: null };
      this.handsetRows.push(row);
      return row;
    });
  handsets: HandsetRecords["handsets"] = (facilityId) =>
    this.answer(() => this.handsetRows.filter((row) => row.facilityId === facilityId).toReversed());
  handset: HandsetRecords["handset"] = (by) =>
    this.answer(() =>
      this.handsetRows.find((row) => row.revokedAtMs === null && ("id" in by ? row.id === by.id : row.tokenHash === by.tokenHash)),
    );
  handsetSeen: HandsetRecords["handsetSeen"] = (handsetId, lastSeenAtMs) =>
    this.answer(() => void (this.handsetRows = this.handsetRows.map((row) => (row.id === handsetId ? { ...row, lastSeenAtMs } : row))));
  revokeHandset: HandsetRecords["revokeHandset"] = ({ facilityId, handsetId, atMs }) =>
    this.answer(() => {
      const row = this.handsetRows.find(({ id }) => id === handsetId);
      if (row?.facilityId !== facilityId || row.revokedAtMs !== null) throw new AnhuError("NOT_FOUND", "there is none");
      this.handsetRows = this.handsetRows.map((one) => (one === row ? { ...one, revokedAtMs: atMs } : one));
    });
  carerKeys: HandsetRecords["carerKeys"] = () =>
    this.answer(() =>
      [...new Set([...this.pinRows.keys(), ...this.badgeRows.keys()])].map((userId): CarerKeys => ({
        userId,
        pinSetAtMs: this.pinRows.get(userId)?.atMs ?? null,
        badgeMadeAtMs: this.badgeRows.get(userId)?.atMs ?? null,
      })),
    );
  pinHash: HandsetRecords["pinHash"] = (userId) => this.answer(() => this.pinRows.get(userId)?.pinHash);
  setPin: HandsetRecords["setPin"] = ({ userId, pinHash, atMs }) =>
    this.answer(() => {
      if (pinHash === null) this.pinRows.delete(userId);
      else this.pinRows.set(userId, { pinHash, atMs });
      this.tryRows = this.tryRows.filter((row) => row.userId !== userId);
    });
  setBadge: HandsetRecords["setBadge"] = ({ userId, badgeHash, atMs }) =>
    this.answer(() => {
      if (badgeHash === null) this.badgeRows.delete(userId);
      else this.badgeRows.set(userId, { badgeHash, atMs });
    });
  badgeHolder: HandsetRecords["badgeHolder"] = (badgeHash) =>
    this.answer(() => [...this.badgeRows].find(([, row]) => row.badgeHash === badgeHash)?.[0]);
  countTry: HandsetRecords["countTry"] = ({ userId, handsetId, atMs, sinceMs }) =>
    this.answer(() => {
      const held = this.tryRows.filter((row) => row.sinceMs > sinceMs);
      const before = held.find((row) => row.userId === userId && row.handsetId === handsetId);
      const now = { userId, handsetId, tries: (before?.tries ?? 0) + 1, sinceMs: before?.sinceMs ?? atMs };
      this.tryRows = [...held.filter((row) => row !== before), now];
      const sum = (rows: readonly Try[]) => rows.reduce((all, row) => all + row.tries, 0);
      return {
        here: now.tries,
        person: sum(this.tryRows.filter((row) => row.userId === userId)),
        handset: sum(this.tryRows.filter((row) => row.handsetId === handsetId)),
      };
    });
  forgetTries: HandsetRecords["forgetTries"] = ({ userId, handsetId }) =>
    this.answer(() => void (this.tryRows = this.tryRows.filter((row) => row.userId !== userId || row.handsetId !== handsetId)));
}
