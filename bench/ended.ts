/** Tasks that are due when a signal ends the bench. */
const tasks = new Set<() => void>();

/** Has `task` done when a signal ends the bench, until the result is disposed. */
export function atSignal(task: () => void): Disposable {
  tasks.add(task);
  return { [Symbol.dispose]: () => void tasks.delete(task) };
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Ends all that was started when somebody presses Ctrl-C. */
export function endOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      for (const task of tasks) task();
      process.exit(EXIT_CODES[signal]);
    });
}
