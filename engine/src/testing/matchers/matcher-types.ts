import type { Match } from "../basics/match.ts";
import type { Invocation } from "../invocations.ts";
import type { Close, WaitOptions } from "../socket/test-socket.ts";

/** The matchers as a runner's `expect` has them. Each waits: `await expect(socket).toReceive({ text: "hello" })`. */
export interface PortcullisMatchers {
  /**
   * Of a socket: a frame that is meant comes, and is taken. With `not`: none has come when no function runs any more.
   */
  toReceive(match?: Match, options?: WaitOptions): Promise<void>;
  /** Of a socket: the connection ends, with this code or reason. With `not`: it is open when no function runs any more. */
  toBeClosed(match?: Partial<Close>, options?: WaitOptions): Promise<void>;
  /**
   * Of an engine: a function is invoked, by whomever, with an invocation that is meant (`{ event: { … } }`). With `not`:
   * it has not been when no function runs any more.
   */
  toHaveInvoked(functionName: string, match?: Match<Invocation>, options?: WaitOptions): Promise<void>;
}
