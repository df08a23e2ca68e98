import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import { Type, type Static } from "typebox";
import { Check } from "typebox/value";
import { NewSoftSigns } from "../../domain/soft-signs.ts";
import { api, ApiError } from "../api-client.ts";
import { inTurn, type Elsewhere, type Turn } from "../offline/one-sender.ts";
import { openVault, type Kept, type Vault } from "../offline/vault.ts";
import { elapsed, momentNow, type Moment } from "../moment.ts";
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
/** What the server stumbled over so often and so long it will not take: it is not sent for ever, nor keeps a session open. */
const STUMBLES = { times: 5, forMs: 5 * 60_000 };

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
  /** What the storage holds, or held until another page dropped it; after a connection broke nothing is known of it. */
  const inStorage = new Set<string>();
  /** One after another: what is dropped is not kept again by an earlier write that took longer. */
  function stored<T>(work: (to: Vault) => Promise<T>): Promise<T | undefined> {
    const done = last
      .then(vault)
      .then(async (to) => (to === null ? undefined : await work(to)))
      // A connection that the browser closed (a phone that slept) is opened again.
      .catch(() => {
        opening = undefined;
        inStorage.clear();
        return undefined;
      });
    last = done;
    return done;
  }
  const isWaiting = (kept: Kept): kept is Kept & WaitingEntry => Check(Waiting, kept.value);

  function keep(entry: WaitingEntry): void {
    void stored(async (to) => {
      await to.keep(entry);
      inStorage.add(entry.id);
    });
  }
  /** `userId`: of whoever said it, also when somebody else is signed in by now. */
  function add(value: Waiting, userId: string): string {
    const entry = { id: newEntryId(), userId, keptAtMs: Date.now(), value, isFirst: true };
    entries.value = [...entries.value, entry];
    keep(entry);
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
    if (entry !== undefined) keep(entry);
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
    for (const { id } of found) inStorage.add(id);
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
  const stumbles = new Map<string, { times: number; readonly since: Moment }>();
  /** Did the server stumble over this one again, after it did so often and long? Call once per answer. */
  function stumblesOn(id: string | null, error: unknown): boolean {
    if (id === null || !(error instanceof ApiError) || error.status !== 500) return false;
    const so = stumbles.get(id) ?? { times: 0, since: momentNow() };
    so.times += 1;
    stumbles.set(id, so);
    return so.times >= STUMBLES.times && elapsed(so.since) >= STUMBLES.forMs;
  }
  /** Would all that waits still be there after a reload? */
  const outlivesPage = (): boolean => entries.value.every(({ id }) => inStorage.has(id));
  async function elsewhere(id: string): Promise<Elsewhere> {
    const found = await stored(async (from) => (inStorage.has(id) ? { kept: await from.find(id) } : undefined));
    if (found === undefined) return "unknown";
    if (found.kept === null) return "settled";
    return isWaiting(found.kept) && found.kept.value.refused === true ? "refused" : "open";
  }
  /** One attempt, by one page of this browser at a time; what another page did with it holds here too. */
  async function attempt<T>(id: string, send: () => Promise<T>): Promise<Turn<T>> {
    const look = () => elsewhere(id);
    const turn = await inTurn(id, look, send, () => last);
    if ("not" in turn && turn.not === "settled") settle(id);
    if ("not" in turn && turn.not === "refused") refuse(id);
    return turn;
  }
  /** One attempt. @returns `null` when it is at the server */
  async function sendNote(id: string): Promise<NotSent | null> {
    const turn = await attempt(id, () => postNote(id));
    if ("sent" in turn) return turn.sent;
    if (turn.not === "settled") return null;
    if (turn.not === "busy") wait(id);
    return { error: new ApiError(0, "SENT_ELSEWHERE", "another page of this browser is sending it"), isKept: turn.not === "busy" };
  }
  async function postNote(id: string): Promise<NotSent | null> {
    const { value, userId } = entries.value.find((entry) => entry.id === id) ?? {};
    if (value?.kind !== "softSigns" || userId === undefined) return null;
    try {
      // With its id: sent again after a lost answer, it is the same note.
      await api.post(`/residents/${encodeURIComponent(value.residentId)}/soft-signs`, { ...value.body, id });
      settle(id);
      return null;
    } catch (error) {
      const isKept = mayBeTakenLater(error, userId) && !stumblesOn(id, error);
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
  return {
    attempt,
    outlivesPage,
    stumblesOn,
    mayBeTakenLater,
    open,
    unsent,
    notTaken,
    add,
    wait,
    settle,
    refuse,
    restore,
    sendNote,
    sendNotes,
    wipe,
  };
});
