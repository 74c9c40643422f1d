/**
 * Invocations that an isolate was given ahead, in memory that both sides share: the isolate claims one to begin it, the
 * engine to take it back, and only one of them gets it. `runtime/channel.mjs` has the other side.
 */
export class Claims {
  readonly cells: Int32Array;
  #lastTicket = 0;

  constructor(count: number) {
    this.cells = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
  }

  /** A ticket for one more; undefined when there is no room. */
  offer(): number | undefined {
    const ticket = this.#lastTicket === LAST_TICKET ? 1 : this.#lastTicket + 1;
    if (Atomics.compareExchange(this.cells, this.#cellOf(ticket), 0, ticket) !== 0) return undefined;
    this.#lastTicket = ticket;
    return ticket;
  }

  /** Takes it back. False: it was begun. */
  takeBack(ticket: number): boolean {
    return Atomics.compareExchange(this.cells, this.#cellOf(ticket), ticket, 0) === ticket;
  }

  wasBegun(ticket: number): boolean {
    return Atomics.load(this.cells, this.#cellOf(ticket)) !== ticket;
  }

  #cellOf(ticket: number): number {
    return ticket % this.cells.length;
  }
}

/** The largest number that a cell holds. */
const LAST_TICKET = 2 ** 31 - 1;
