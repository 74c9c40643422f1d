import type { Connection } from "./connection.ts";

/** The open connections by id. */
export class Connections {
  readonly #byId = new Map<string, Connection>();
  readonly #waiting: (() => void)[] = [];

  add(connection: Connection): void {
    this.#byId.set(connection.client.connectionId, connection);
  }

  delete({ client }: Connection): void {
    this.#byId.delete(client.connectionId);
    if (this.#byId.size === 0) for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Resolves once none is left. */
  empty(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#byId.size === 0) resolve();
      else this.#waiting.push(resolve);
    });
  }

  find(id: string): Connection | undefined {
    return this.#byId.get(id);
  }

  [Symbol.iterator](): IterableIterator<Connection> {
    return this.#byId.values();
  }
}
