import { Worker } from "node:worker_threads";
import { serve } from "./serve.ts";

/**
 * The limit of isolation: a bare `ws` server and one thread a function, which serves all calls at once. No gateway, no
 * policies, no journal, no timeouts.
 */
function startFunction(name: string, endpoint: string) {
  const env = { ...process.env, ENDPOINT: endpoint };
  const worker = new Worker(new URL("./isolate.mjs", import.meta.url), { workerData: name, env });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let count = 0;
  worker.on("message", ({ call, payload, error }: { call: number; payload?: string; error?: string }) => {
    const { resolve, reject } = waiting.get(call) ?? {};
    waiting.delete(call);
    if (payload === undefined) reject?.(new Error(error));
    else resolve?.(JSON.parse(payload));
  });
  return (event: object) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(++count, { resolve, reject });
      worker.postMessage({ call: count, payload: JSON.stringify(event) });
    });
}

serve((url) => {
  const authorize = startFunction("authorizer", url);
  const connect = startFunction("connect", url);
  const ping = startFunction("ping", url);
  const echo = startFunction("echo", url);
  return {
    async connect({ authorization: Authorization }) {
      await authorize({ methodArn: "arn", headers: { Authorization } });
      await connect({ headers: {} });
    },
    ping: async (connectionId) => ((await ping({ requestContext: { connectionId } })) as { body: string }).body,
    echo: (connectionId, body) => echo({ requestContext: { connectionId }, body }),
  };
});
