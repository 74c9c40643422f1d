/** The resources that were started, disposed in reverse order (the built-in AsyncDisposableStack needs Node 24). */
export interface Disposables extends AsyncDisposable {
  /** Takes charge of `resource` and returns it. */
  use<T extends Disposable | AsyncDisposable>(resource: T): T;
  defer(task: () => void | Promise<void>): void;
}

export function createDisposables(): Disposables {
  const tasks: (() => unknown)[] = [];
  return {
    use(resource) {
      tasks.push(() =>
        Symbol.asyncDispose in resource ? resource[Symbol.asyncDispose]() : resource[Symbol.dispose](),
      );
      return resource;
    },
    defer: (task) => void tasks.push(task),
    async [Symbol.asyncDispose]() {
      const failures: unknown[] = [];
      for (let task = tasks.pop(); task; task = tasks.pop()) {
        try {
          await task();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, "Some resources could not be disposed");
    },
  };
}
