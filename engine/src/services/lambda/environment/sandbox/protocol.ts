/** What the engine tells its watchdog of one sandbox: always the whole of it. */
export interface SandboxMessage {
  readonly sandbox: string;
  readonly groups: readonly number[];
  /** Asks to kill what runs in it, and to answer with this number and a line break once that is gone. */
  readonly end?: number;
  /** It is not told of again. */
  readonly closed?: true;
}
