import { Aedes, type Client, type PublishPacket } from "aedes";

type Done = (error?: Error) => void;

/**
 * aedes, delivering only what it is told to. After `authorizePublish` aedes publishes every packet of a client through its
 * retained store, its offline queues and mqemitter. Nobody may subscribe to what devices say, and acknowledging is not tied to
 * delivery here, so that step does nothing; the publish gate calls `forward` for the few packets that somebody can receive.
 */
export class FrontDoor extends Aedes {
  override publish(packet: PublishPacket, clientOrDone: Client | Done | null, done?: Done): void {
    if (typeof clientOrDone === "function") super.publish(packet, clientOrDone);
    else done?.();
  }
  /** Retains, queues and delivers; `done` comes when every live subscriber has taken it or was cut. */
  forward(packet: PublishPacket, done: Done): void {
    super.publish(packet, done);
  }
}
