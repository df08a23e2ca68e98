import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import { Type, type Static } from "typebox";
import { Check } from "typebox/value";
import { NewSoftSigns } from "../../domain/soft-signs.ts";
import { api, ApiError } from "../api-client.ts";
import { openVault, type Kept, type Vault } from "../offline/vault.ts";
import { useSession } from "./session.ts";

/** 今天不对劲 that waits for the network. */
const Note = Type.Object({ kind: Type.Literal("softSigns"), residentId: Type.String(), body: NewSoftSigns });
/** A press on an alert, with what was typed; `stores/actions.ts` sends it. */
const Pressed = Type.Object({ kind: Type.Literal("press"), alertId: Type.String(), action: Type.Unknown(), pressedAt: Type.Integer() });
export const Waiting = Type.Union([Note, Pressed]);
export type Waiting = Static<typeof Waiting>;
export interface WaitingEntry {
  readonly id: string;
  readonly userId: string;
  readonly keptAtMs: number;
  readonly value: Waiting;
}
const LOOK_EVERY_MS = 4_000;

/** What people said and the server does not have yet: encrypted in the browser, sent under the name of whoever said it, gone at sign-out. */
export const useOutbox = defineStore("outbox", () => {
  const session = useSession();
  const entries = shallowRef<readonly WaitingEntry[]>([]);
  const mine = computed(() => entries.value.filter(({ userId }) => userId === session.user?.id));
  const notes = computed(() => mine.value.filter(({ value }) => value.kind === "softSigns"));
  let opening: Promise<Vault | null> | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  /** Without it things wait in memory: a browser that cannot store must not lose a press. */
  const vault = (): Promise<Vault | null> => (opening ??= openVault().catch(() => null));
  const stored = (work: (to: Vault) => Promise<unknown>): Promise<void> =>
    vault()
      .then((to) => (to === null ? undefined : work(to)))
      .then(
        () => undefined,
        () => undefined,
      );
  const isWaiting = (kept: Kept): kept is Kept & WaitingEntry => Check(Waiting, kept.value);

  function add(value: Waiting): string {
    const userId = session.user?.id ?? "";
    const entry = { id: crypto.randomUUID(), userId, keptAtMs: Date.now(), value };
    entries.value = [...entries.value, entry];
    void stored((to) => to.keep(entry));
    watch();
    return entry.id;
  }
  function settle(id: string): void {
    entries.value = entries.value.filter((entry) => entry.id !== id);
    void stored((to) => to.drop(id));
  }
  /** What the person who is signed in now left behind on this device. */
  async function restore(): Promise<readonly WaitingEntry[]> {
    const userId = session.user?.id;
    const kept = userId === undefined ? [] : ((await vault().then((from) => from?.of(userId))) ?? []);
    const known = new Set(entries.value.map(({ id }) => id));
    const found = kept.filter(isWaiting).filter(({ id }) => !known.has(id));
    entries.value = [...entries.value, ...found];
    if (notes.value.length > 0) watch();
    return found;
  }
  let sending: Promise<void> | null = null;
  /** Sends the notes of who is signed in; presses have their own way. */
  function sendNotes(): Promise<void> {
    return (sending ??= sendEach().finally(() => (sending = null)));
  }
  async function sendEach(): Promise<void> {
    for (const { id, value } of notes.value) {
      if (value.kind !== "softSigns") continue;
      try {
        await api.post(`/residents/${encodeURIComponent(value.residentId)}/soft-signs`, value.body);
        settle(id);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        // Refused for good: nobody is helped by asking for ever. Anything else waits.
        if (!error.isRetryable && error.status !== 401) settle(id);
        else return;
      }
    }
  }
  function watch(): void {
    timer ??= setInterval(() => {
      if (notes.value.length > 0) void sendNotes();
      else if (timer !== undefined) timer = void clearInterval(timer);
    }, LOOK_EVERY_MS);
  }
  /** Somebody signs out of their own device: nothing stays on it. */
  async function wipe(): Promise<void> {
    entries.value = [];
    await stored((to) => to.wipe());
  }
  return { mine, notes, add, settle, restore, sendNotes, wipe };
});
