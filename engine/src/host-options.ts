import type { EngineSettings } from "./services/contract/service.ts";

/** Choices of a program that runs an engine inside of itself. */
export interface HostOptions {
  /** Keep the process alive until `stop`. With false an engine that nobody stops ends with the process. Default true. */
  readonly keepAlive?: boolean;
  /**
   * Load each function ahead of its first invocation, and wait for that for up to a second. With false a function is
   * loaded when it is called. Default true.
   */
  readonly warmUp?: boolean;
  /**
   * Keep the stack that a template makes in `.portcullis` beside it, and take it from there while all that it was made from
   * looks the same. Stacks with secrets of the caller's are never kept. Default false.
   */
  readonly keepStack?: boolean;
  /** Called with each invocation of a function when it has ended. */
  readonly onInvocation?: EngineSettings["onInvocation"];
}

export const hostSettings = ({ keepAlive = true, warmUp = true, onInvocation }: HostOptions) => ({
  keepAlive,
  warmUp,
  onInvocation,
});
