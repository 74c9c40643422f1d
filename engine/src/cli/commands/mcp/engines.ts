import { UserError } from "../../../kernel/errors.ts";
import { engineAt, type RunningEngine } from "../../../running/running-engine.ts";

/** Names that lead to this machine, as URLs have them. */
const LOOPBACK = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])$/;

/**
 * Finds the engine of a call: the server's own, or one that the call names. That has to be an engine and on this machine,
 * so that no model leads the server to anything else.
 */
export function createEngines(own: string): (given: string | undefined, signal: AbortSignal) => Promise<RunningEngine> {
  return async (given, signal) => {
    const url = new URL(checked(given ?? own, own));
    const engine = engineAt(url.origin, signal);
    if (url.origin !== own) await engine.describe();
    return engine;
  };
}

function checked(endpoint: string, own: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.origin === own || (url?.protocol === "http:" && LOOPBACK.test(url.hostname))) return endpoint;
  throw new UserError(`endpoint takes the address of an engine on this machine, not "${endpoint}".`, {
    hint: `Leave it out for ${own}, or give the endpoint that portcullis start has printed.`,
  });
}
