import type { ChildProcess } from "node:child_process";
import { Socket } from "node:net";

/** Lets this process end while the child runs. */
export function letGo(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  // Pipes are sockets, which the types do not tell.
  for (const pipe of child.stdio) if (pipe instanceof Socket) pipe.unref();
}
