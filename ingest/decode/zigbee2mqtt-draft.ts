import type { DeviceKind } from "../../domain/device-kinds.ts";
import { EVENT_TYPES, type DecodedMessage, type EventType } from "../../domain/device-message.ts";
import type { SignKey } from "../../domain/signs.ts";
import { aMessage } from "./decoded.ts";

type Event = NonNullable<DecodedMessage["event"]>;

/** What the fields of one Zigbee2MQTT state say so far. Fields come in any order, and two may speak of one sign. */
export class Draft {
  readonly kind: DeviceKind | undefined;
  atMs: number | null = null;
  /** The detector is being tested: its alarm is a call to look, not an emergency. */
  isTest = false;
  isBatteryLow: boolean | null = null;
  readonly #values = new Map<SignKey, number>();
  readonly #states = new Map<EventType, { isOn: boolean; fields: string[] }>();
  readonly #presses: Event[] = [];

  constructor(kind: DeviceKind | undefined) {
    this.kind = kind;
  }
  has(sign: SignKey): boolean {
    return this.#values.has(sign);
  }
  number(sign: SignKey, value: number): void {
    this.#values.set(sign, value);
  }
  /** Two fields for one sign (`occupancy`, `moving`): one that is on is enough. */
  flag(sign: SignKey, isOn: boolean): void {
    this.#values.set(sign, Math.max(Number(isOn), this.#values.get(sign) ?? 0));
  }
  /** A state-style alarm is on or off; two fields for one alarm (`gas`, `carbon_monoxide`): one that is on is enough. */
  alarm(type: EventType, isOn: boolean, field: string): void {
    const state = this.#states.get(type) ?? { isOn: false, fields: [] };
    if (isOn) state.fields.push(field);
    this.#states.set(type, { isOn: state.isOn || isOn, fields: state.fields });
  }
  press(type: EventType, action: string): void {
    this.#presses.push({ type, detail: { action } });
  }
  isOn(type: EventType): boolean {
    return this.#states.get(type)?.isOn === true;
  }
  /** During a test the alarm of the detector neither counts nor is stored as a value; a person's SOS or fall stays what it is. */
  withdraw(type: EventType & SignKey): void {
    this.#states.delete(type);
    this.#values.delete(type);
  }
  /** One message with all values; every further event has its own, behind it. */
  messages(address: string): readonly DecodedMessage[] {
    const cleared = EVENT_TYPES.filter((type) => this.#states.get(type)?.isOn === false);
    const states = [...this.#states].filter(([, { isOn }]) => isOn);
    const events: Pick<DecodedMessage, "event" | "isState">[] = [
      ...this.#presses.map((event) => ({ event, isState: false })),
      ...states.map(([type, { fields }]) => ({ event: { type, detail: { fields } }, isState: true })),
    ];
    const [first = { event: null, isState: false }, ...others] = events;
    return [
      aMessage(address, { ...first, atMs: this.atMs, values: [...this.#values], cleared }),
      ...others.map((event) => aMessage(address, { ...event, atMs: this.atMs })),
    ];
  }
}
