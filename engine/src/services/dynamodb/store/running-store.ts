import type { UnreachableError } from "./client.ts";

/** A store that runs, until `crashed`. Disposing ends it as far as it is the engine's. */
export interface RunningStore extends AsyncDisposable {
  readonly endpoint: string;
  /** Resolves with a description when it is gone without having been asked to. */
  readonly crashed: Promise<string>;
  /** Tells the store's keeper that it answers neither a call nor a ping. */
  unreachable(error: UnreachableError): void;
}

/** A store that the user runs: nobody tells when it ends, so that it is gone once it cannot be reached. */
export function foreignStore(endpoint: string): RunningStore {
  let tell: (how: string) => void;
  const crashed = new Promise<string>((resolve) => {
    tell = resolve;
  });
  return {
    endpoint,
    crashed,
    unreachable: ({ message }) => tell(message),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
