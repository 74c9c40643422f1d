import { parentPort, workerData } from "node:worker_threads";

const file = new URL(`${workerData}.mjs`, import.meta.url).href;
const { handler } = (await import(file)) as { handler: (event: unknown) => Promise<unknown> };

parentPort?.on("message", async ({ call, payload }: { readonly call: number; readonly payload: string }) => {
  try {
    parentPort?.postMessage({ call, payload: JSON.stringify((await handler(JSON.parse(payload))) ?? null) });
  } catch (error) {
    parentPort?.postMessage({ call, error: String(error) });
  }
});
