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
  /** Handlers by their remover, so that one function may be there twice. */
  const handlers: { [Name in keyof Events]?: Map<AbortController, Handler<Events[Name]>> } = Object.create(null);

  function call<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>, payload: Events[Name]): void {
    try {
      // Typed void, but an async function may stand there.
      const result: unknown = handler(payload);
      if (result instanceof Promise) result.catch((error) => onFailure(error, name));
    } catch (error) {
      onFailure(error, name);
    }
  }

  return {
    on(name, handler, { signal } = {}) {
      const remover = new AbortController();
      const remove = () => remover.abort();
      const ofName = handlers[name] ?? new Map();
      handlers[name] = ofName;
      ofName.set(remover, handler);
      onAbort(remover.signal, () => ofName.delete(remover));
      for (const end of [signal, lifetime]) onAbort(end, remove, remover.signal);
      return remove;
    },
    emit(name, payload) {
      const found = [...(handlers[name]?.values() ?? [])];
      for (const handler of found) call(name, handler, payload);
      return found.length > 0;
    },
  };
}
