import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import type { DeviceTopics } from "../domain/home-document.ts";
import { openDeviceLink, type DeviceLink } from "./device-link.ts";

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);
/** `{"command":"announce"}` on `…/commands` (docs/annunciators.md). */
export const AnnounceCommand = Type.Object({
  command: Type.Literal("announce"),
  id: Type.String(),
  pattern: Type.String(),
  light: Nullable(Type.Object({ colour: Type.String(), flashHz: Type.Number() })),
  sound: Nullable(Type.Object({ pulses: Type.Number(), everyMs: Type.Number(), volume: Type.Number() })),
  text: Nullable(Type.Object({ zh: Type.String(), en: Type.String() })),
  clinicsUnreachable: Type.Boolean(),
  renewWithinMs: Type.Number(),
});
export type AnnounceCommand = Static<typeof AnnounceCommand>;
const check = Compile(AnnounceCommand);

export interface SimulatedAnnunciator {
  /** What it shows now; `null`: it was told nothing yet. */
  readonly showing: AnnounceCommand | null;
  /** Commands that it was told, repeats too. */
  readonly heard: number;
  readonly link: DeviceLink;
  /** Says again that it is there, and what it shows: silent, it would be missed. */
  repeat(): void;
  close(): Promise<void>;
}
/** A light, siren, speaker or pager with a credential of its own: shows what it is told, and confirms it on `…/status`. */
export function openSimulatedAnnunciator(input: {
  readonly mqttUrl: string;
  readonly username: string;
  readonly password: string;
  readonly topics: Pick<DeviceTopics, "status" | "commands">;
  /** Something else is shown; not for a repeat of the same. */
  readonly onShow?: (command: AnnounceCommand) => void;
  /** `false`: it shows, and never says so. */
  readonly confirms?: boolean;
}): SimulatedAnnunciator {
  const { mqttUrl, username, password, topics, onShow, confirms = true } = input;
  let showing: AnnounceCommand | null = null;
  let heard = 0;
  const status = (body: object) => ({ topic: topics.status, payload: JSON.stringify(body), retain: true });
  const link = openDeviceLink({
    mqttUrl,
    username,
    password,
    will: status({ online: false }),
    greeting: status({ online: true, showing: "" }),
    farewell: status({ online: false }),
    subscribe: topics.commands,
    onMessage(_topic, payload) {
      const command: unknown = JSON.parse(payload.toString("utf8"));
      if (!check.Check(command)) return;
      heard += 1;
      const isNews = command.id !== showing?.id;
      showing = command;
      if (isNews) onShow?.(command);
      if (confirms) link.send(status({ online: true, showing: command.id }));
    },
  });
  return {
    get showing() {
      return showing;
    },
    get heard() {
      return heard;
    },
    link,
    repeat: () => link.send(status({ online: true, showing: showing?.id ?? "" })),
    close: () => link.close(),
  };
}
