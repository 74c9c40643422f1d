import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { TestSocket } from "../support/sockets.ts";
import type { System } from "../support/system.ts";

const RELOAD_TIMEOUT_MS = 30_000;

export async function invokeFunction({ sdk, functions }: System, name: string, event: object): Promise<unknown> {
  const full = functions.find((candidate) => candidate.includes(name)) ?? name;
  const command = new InvokeCommand({ FunctionName: full, Payload: JSON.stringify(event) });
  const { Payload } = await new LambdaClient(sdk).send(command);
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

/** Says hello until it comes back as an edit makes it, and rejects when it never does. */
export async function saidAfterEdit(socket: TestSocket, expected: string): Promise<void> {
  const deadline = Date.now() + RELOAD_TIMEOUT_MS;
  for (;;) {
    const before = socket.received.length;
    socket.send({ action: "say", text: "Hello" });
    await socket.next({}, before + 1);
    const said = socket.received.at(-1);
    if (said?.text === expected) return;
    if (Date.now() > deadline) throw new Error(`${JSON.stringify(said)} came in place of ${expected}`);
  }
}
