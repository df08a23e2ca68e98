import type { Socket } from "node:net";
import { LIMITS } from "./options.ts";

interface Ticket {
  readonly socket: Socket;
  readonly admit: () => void;
  state: "waiting" | "signingIn" | "done";
  timer: NodeJS.Timeout;
}
interface Address {
  signingIn: number;
  readonly waiting: Set<Ticket>;
}

/**
 * How many sockets of one address may be signing in at once. Those above the cap wait in line, unread, because two hundred
 * devices behind one router all come back together when its power returns; who has not signed in five seconds after its turn
 * came is cut.
 */
export class AddressGate {
  readonly #addresses = new Map<string, Address>();
  readonly #cap: number;

  /** @param cap 0 = no cap */
  constructor(cap: number) {
    this.#cap = cap === 0 ? Number.POSITIVE_INFINITY : cap;
  }
  /**
   * Calls `admit` when it is the socket's turn.
   * @returns to be called when the socket has signed in; closing the socket does the same
   */
  enter(socket: Socket, key: string, admit: () => void): () => void {
    const address = this.#addresses.get(key) ?? { signingIn: 0, waiting: new Set<Ticket>() };
    this.#addresses.set(key, address);
    const timer = setTimeout(() => socket.destroy(), LIMITS.waitMs).unref();
    const ticket: Ticket = { socket, admit, state: "waiting", timer };
    const leave = (): void => this.#leave(key, address, ticket);
    socket.once("close", leave);
    if (address.signingIn < this.#cap) this.#admit(address, ticket);
    else if (address.waiting.size < LIMITS.waitingPerAddress) address.waiting.add(ticket);
    else socket.destroy();
    return leave;
  }
  #admit(address: Address, ticket: Ticket): void {
    ticket.state = "signingIn";
    address.signingIn += 1;
    clearTimeout(ticket.timer);
    ticket.timer = setTimeout(() => ticket.socket.destroy(), LIMITS.signInMs).unref();
    ticket.admit();
  }
  #leave(key: string, address: Address, ticket: Ticket): void {
    if (ticket.state === "done") return;
    if (ticket.state === "signingIn") address.signingIn -= 1;
    else address.waiting.delete(ticket);
    ticket.state = "done";
    clearTimeout(ticket.timer);
    for (const next of address.waiting) {
      if (address.signingIn >= this.#cap) break;
      address.waiting.delete(next);
      this.#admit(address, next);
    }
    if (address.signingIn === 0 && address.waiting.size === 0) this.#addresses.delete(key);
  }
}
