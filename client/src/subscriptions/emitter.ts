import { type Abortable, onAbort } from "../abort.ts";

export type Handler<Payload> = (payload: Payload) => void;

/** Called with the error that a handler threw, and the name of the event. */
export type FailureListener = (error: unknown, name: PropertyKey) => void;

export interface Emitter<Events extends object> {
  /** Returns a function that removes the handler; `signal` does so too. */
  on<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>, options?: Abortable): () => void;
  /** Returns false if there is no handler. */
  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): boolean;
}

/**
 * Calls handlers. One that throws, or returns a promise that rejects, disturbs no other: `onFailure` is told. When
 * `lifetime` aborts, all handlers are removed, and none is taken any more.
 */
export function createEmitter<Events extends object>(
  onFailure: FailureListener,
  lifetime: AbortSignal,
): Emitter<Events> {
  /** Names and handlers by their remover, so that one function may be there twice. */
  const handlers = new Map<() => void, readonly [name: PropertyKey, handler: Handler<never>]>();

  function call<Payload>(name: PropertyKey, handler: Handler<Payload>, payload: Payload): void {
    try {
      // Typed void, but an async function may stand there.
      const result: unknown = handler(payload);
      if (result instanceof Promise) result.catch((error) => onFailure(error, name));
    } catch (error) {
      onFailure(error, name);
    }
  }

  // Once, not for each handler: Node warns of a signal with more than ten listeners.
  onAbort(lifetime, () => {
    for (const remove of handlers.keys()) remove();
  });

  return {
    on(name, handler, { signal } = {}) {
      const remove = () => {
        handlers.delete(remove);
        signal?.removeEventListener("abort", remove);
      };
      handlers.set(remove, [name, handler]);
      onAbort(signal, remove);
      if (lifetime.aborted) remove();
      return remove;
    },
    emit(name, payload) {
      const found = [...handlers.values()].filter(([ofName]) => ofName === name);
      for (const [, handler] of found) call(name, handler as Handler<typeof payload>, payload);
      return found.length > 0;
    },
  };
}
