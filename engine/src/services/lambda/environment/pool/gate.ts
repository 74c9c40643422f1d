/** Lets a bounded number of tasks run at once; the others wait their turn. */
export interface Gate {
  /** Resolves with the function that gives the place back. What is urgent goes before all that is not. */
  enter(options?: { readonly urgent: boolean }): Promise<() => void>;
}

export function createGate(width: number): Gate {
  const urgentOnes: (() => void)[] = [];
  const others: (() => void)[] = [];
  let free = width;

  function leave(): void {
    const next = urgentOnes.shift() ?? others.shift();
    if (next) next();
    else free++;
  }

  return {
    async enter({ urgent } = { urgent: true }) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => (urgent ? urgentOnes : others).push(resolve));
      return leave;
    },
  };
}
