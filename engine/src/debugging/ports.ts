import type { AddressInfo, Server } from "node:net";
import { UserError } from "../kernel/errors.ts";

/** Whoever reaches a debugger's port runs code on this machine: it is never open to another one. */
export const LOOPBACK = "127.0.0.1";

/** A function's port as its user asks for it. */
export interface PortRequest {
  readonly logicalId: string;
  /** 0: any free one. */
  readonly port: number;
  /** Wait for a debugger before the function's code is loaded, and stop at its first line. */
  readonly brk: boolean;
}

/** Opens a port; resolves with its number. */
export function openPort(
  server: Server,
  { logicalId, port }: Pick<PortRequest, "logicalId" | "port">,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(describe(error, logicalId, port)));
    server.listen(port, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
  });
}

function describe(error: NodeJS.ErrnoException, logicalId: string, port: number): Error {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port}, for the debugger of ${logicalId}, is already in use.`,
    EACCES: `Not allowed to listen on port ${port}, for the debugger of ${logicalId}.`,
  };
  const reason = reasons[error.code ?? ""];
  return reason === undefined ? error : new UserError(reason, { hint: "Choose another; 0 takes any free one." });
}
