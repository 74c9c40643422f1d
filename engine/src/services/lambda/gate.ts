/** Lets a bounded number of tasks run at once; the others wait their turn. */
export interface Gate {
  /** Resolves with the function that gives the place back. */
  enter(): Promise<() => void>;
}

export function createGate(width: number): Gate {
  const waiting: (() => void)[] = [];
  let free = width;

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }

  return {
    async enter() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return leave;
    },
  };
}
