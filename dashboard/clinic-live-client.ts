import { io } from "socket.io-client";
import { Type } from "typebox";
import { ClinicInbox, ClinicItem } from "../domain/clinic-console.ts";
import { api, ApiError, decode } from "./api-client.ts";
import type { LiveClient } from "./live-client.ts";
import type { useClinic } from "./stores/clinic.ts";

const ItemEvent = Type.Object({ now: Type.Integer(), item: ClinicItem });
const GoneEvent = Type.Object({ now: Type.Integer(), alertId: Type.String() });
const LinkEvent = Type.Object({ now: Type.Integer() });
const Answer = Type.Object({ ok: Type.Boolean() });

/** Keeps the inbox equal to the server's: reads it by REST after every connect, and applies what came meanwhile after the answer. */
export function startClinicClient(clinic: ReturnType<typeof useClinic>, hear: (now: number) => void, onSignedOut: () => void): LiveClient {
  const socket = io({ transports: ["websocket", "polling"], reconnectionDelayMax: 3_000, timeout: 5_000, withCredentials: true });
  let isClosed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let meanwhile: (() => void)[] | null = null;

  async function reload(): Promise<void> {
    clearTimeout(retry);
    retry = undefined;
    const events: (() => void)[] = (meanwhile = []);
    try {
      const inbox = await api.get("/clinic/inbox", ClinicInbox);
      if (isClosed || meanwhile !== events) return;
      clinic.applyInbox(inbox);
      for (const apply of events) apply();
      meanwhile = null;
    } catch (error) {
      if (isClosed) return;
      if (error instanceof ApiError && error.status === 401) return onSignedOut();
      later(error);
    }
  }
  function later(error: unknown): void {
    clinic.fail(error instanceof Error ? error : new Error(String(error)));
    retry ??= setTimeout(() => void reload(), 3_000);
  }
  function guarded(apply: () => void): void {
    try {
      apply();
      meanwhile?.push(apply);
    } catch (error) {
      later(error);
    }
  }
  socket.on("connect", () => {
    socket.timeout(5_000).emit("watchClinic", (failure: Error | null, answer: unknown) => {
      if (isClosed) return;
      if (failure !== null || !decode(Answer, answer, "watchClinic").ok)
        clinic.fail(failure ?? new ApiError(403, "FORBIDDEN", "watchClinic"));
      else void reload();
    });
  });
  socket.on("disconnect", (reason) => {
    if (reason === "io server disconnect" && !isClosed) retry = setTimeout(() => socket.connect(), 2_000);
  });
  socket.on("connect_error", () => {
    if (retry === undefined && !isClosed) void reload();
  });
  socket.on("clinicItem", (event: unknown) => guarded(() => clinic.applyItem(decode(ItemEvent, event, "clinicItem").item)));
  socket.on("clinicGone", (event: unknown) => guarded(() => clinic.drop(decode(GoneEvent, event, "clinicGone").alertId)));
  socket.on("link", (event: unknown) => guarded(() => hear(decode(LinkEvent, event, "link").now)));
  void reload();
  return {
    reload: () => void reload(),
    close() {
      isClosed = true;
      clearTimeout(retry);
      socket.close();
    },
  };
}
