import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import { Type, type Static } from "typebox";
import { Check } from "typebox/value";
import { NewSoftSigns } from "../../domain/soft-signs.ts";
import { api, ApiError } from "../api-client.ts";
import { openVault, type Kept, type Vault } from "../offline/vault.ts";
import { useSession } from "./session.ts";

/** The server did not take it: it stays in sight until whoever said it has read so. */
const refused = Type.Optional(Type.Literal(true));
/** 今天不对劲. */
const Note = Type.Object({ kind: Type.Literal("softSigns"), residentId: Type.String(), body: NewSoftSigns, refused });
/** A press on an alert, with what was typed; `stores/actions.ts` sends it. */
const Pressed = Type.Object({
  kind: Type.Literal("press"),
  alertId: Type.String(),
  action: Type.Unknown(),
  pressedAt: Type.Integer(),
  refused,
});
export const Waiting = Type.Union([Note, Pressed]);
export type Waiting = Static<typeof Waiting>;
export interface WaitingEntry {
  readonly id: string;
  readonly userId: string;
  readonly keptAtMs: number;
  readonly value: Waiting;
  /** Its first attempt is under way. */
  readonly isFirst?: boolean;
}
const LOOK_EVERY_MS = 4_000;
const LATER = new Set([0, 401, 429]);

/** 128 random bits, also without https. */
function newEntryId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
/** Why something is not at the server. `isKept`: it is tried again. */
export interface NotSent {
  readonly error: unknown;
  readonly isKept: boolean;
}
/**
 * What people said and the server has not answered yet: encrypted in the browser before its first attempt, sent under the name of whoever said
 * it, gone when the server took it. What it refused stays until its author has read so.
 */
export const useOutbox = defineStore("outbox", () => {
  const session = useSession();
  const entries = shallowRef<readonly WaitingEntry[]>([]);
  const mine = computed(() => entries.value.filter(({ userId }) => userId === session.user?.id));
  /** Not answered yet. */
  const open = computed(() => mine.value.filter(({ value }) => value.refused !== true));
  /** Tried, and not at the server. */
  const unsent = computed(() => open.value.filter(({ isFirst }) => isFirst !== true));
  const notTaken = computed(() => mine.value.filter(({ value }) => value.refused === true));
  const notes = computed(() => unsent.value.filter(({ value }) => value.kind === "softSigns"));
  let opening: Promise<Vault | null> | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  /** Without it things wait in memory: a browser that cannot store must not lose a press. */
  const vault = (): Promise<Vault | null> => (opening ??= openVault().catch(() => null));
  let last: Promise<unknown> = Promise.resolve();
  /** One after another: what is dropped is not kept again by an earlier write that took longer. */
  function stored<T>(work: (to: Vault) => Promise<T>): Promise<T | undefined> {
    const done = last
      .then(vault)
      .then(async (to) => (to === null ? undefined : await work(to)))
      // A connection that the browser closed (a phone that slept) is opened again.
      .catch(() => void (opening = undefined));
    last = done;
    return done;
  }
  const isWaiting = (kept: Kept): kept is Kept & WaitingEntry => Check(Waiting, kept.value);

  /** `userId`: of whoever said it, also when somebody else is signed in by now. */
  function add(value: Waiting, userId: string): string {
    const entry = { id: newEntryId(), userId, keptAtMs: Date.now(), value, isFirst: true };
    entries.value = [...entries.value, entry];
    void stored((to) => to.keep(entry));
    return entry.id;
  }
  function change(id: string, changed: Partial<WaitingEntry>): WaitingEntry | undefined {
    entries.value = entries.value.map((entry) => (entry.id === id ? { ...entry, ...changed } : entry));
    return entries.value.find((entry) => entry.id === id);
  }
  /** Its first attempt did not get through. */
  function wait(id: string): void {
    if (change(id, { isFirst: false })?.value.kind === "softSigns") watch();
  }
  function settle(id: string): void {
    entries.value = entries.value.filter((entry) => entry.id !== id);
    void stored((to) => to.drop(id));
  }
  function refuse(id: string): void {
    const value = entries.value.find((entry) => entry.id === id)?.value;
    const entry = value === undefined ? undefined : change(id, { isFirst: false, value: { ...value, refused: true } });
    if (entry !== undefined) void stored((to) => to.keep(entry));
  }
  /** What the person who is signed in now left behind on this device. */
  async function restore(): Promise<readonly WaitingEntry[]> {
    const userId = session.user?.id;
    // Also what is answered while the store is read.
    const before = entries.value;
    const kept = userId === undefined ? [] : ((await stored((from) => from.of(userId))) ?? []);
    const known = new Set([...before, ...entries.value].map(({ id }) => id));
    const found = kept.filter(isWaiting).filter(({ id }) => !known.has(id));
    entries.value = [...entries.value, ...found];
    if (notes.value.length > 0) watch();
    return found;
  }
  /**
   * No network, an overloaded or failing server, a session that ended: the same may be taken later. So may what was forbidden while the handset
   * went over to somebody else: it came with the one's token in the other's session.
   */
  function mayBeTakenLater(error: unknown, userId: string | null): error is ApiError {
    if (!(error instanceof ApiError)) return false;
    return LATER.has(error.status) || error.status >= 500 || (error.status === 403 && userId !== (session.user?.id ?? null));
  }
  /** One attempt. @returns `null` when it is at the server */
  async function sendNote(id: string): Promise<NotSent | null> {
    const { value, userId } = entries.value.find((entry) => entry.id === id) ?? {};
    if (value?.kind !== "softSigns" || userId === undefined) return null;
    try {
      // With its id: sent again after a lost answer, it is the same note.
      await api.post(`/residents/${encodeURIComponent(value.residentId)}/soft-signs`, { ...value.body, id });
      settle(id);
      return null;
    } catch (error) {
      const isKept = mayBeTakenLater(error, userId);
      if (isKept) wait(id);
      else refuse(id);
      return { error, isKept };
    }
  }
  let sending: Promise<void> | null = null;
  /** Sends the notes of who is signed in; presses have their own way. */
  function sendNotes(): Promise<void> {
    return (sending ??= sendEach().finally(() => (sending = null)));
  }
  async function sendEach(): Promise<void> {
    for (const { id, userId } of notes.value) {
      if (userId !== session.user?.id) return;
      const { isKept, error } = (await sendNote(id)) ?? {};
      // What the server stumbles over holds up nothing else.
      if (isKept === true && !(error instanceof ApiError && error.status === 500)) return;
    }
  }
  function watch(): void {
    timer ??= setInterval(() => {
      if (notes.value.length > 0) void sendNotes();
    }, LOOK_EVERY_MS);
  }
  /** Somebody signs out of their own device: nothing of theirs stays on it. */
  async function wipe(userId: string): Promise<void> {
    entries.value = entries.value.filter((entry) => entry.userId !== userId);
    await stored((to) => to.wipe(userId));
  }
  return { mayBeTakenLater, open, unsent, notTaken, add, wait, settle, refuse, restore, sendNote, sendNotes, wipe };
});
