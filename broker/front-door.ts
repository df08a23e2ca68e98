import { Aedes, type AedesOptions, type Client, type PublishPacket } from "aedes";

type Done = (error?: Error) => void;

/**
 * aedes, delivering only what somebody can receive. After `authorizePublish` aedes publishes every packet of a client through
 * its retained store, its offline queues and mqemitter; nobody may subscribe to what devices say, so that work is left out for
 * all but the packets that `forwards` names. What the broker itself publishes (commands) always goes the whole way.
 */
export class FrontDoor extends Aedes {
  readonly #forwards: (packet: object) => boolean;

  constructor(options: AedesOptions, forwards: (packet: object) => boolean) {
    super(options);
    this.#forwards = forwards;
  }
  override publish(packet: PublishPacket, clientOrDone: Client | Done | null, done?: Done): void {
    if (typeof clientOrDone === "function") super.publish(packet, clientOrDone);
    else if (clientOrDone === null || this.#forwards(packet)) super.publish(packet, done ?? ignore);
    else done?.();
  }
}
function ignore(): void {
  // A publish of aedes' own without a listener: nobody waits for it.
}
