import { createServer } from "node:http";
import { keepRecords } from "./kept-records.ts";
import type { LambdaEvent, Records } from "./target.ts";

/** Takes events by POST on a port of this machine: the fixture's functions send them there when `RECORDS_URL` says so. */
export async function listenForRecords(port: number): Promise<Records & AsyncDisposable> {
  const { records, add } = keepRecords();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    try {
      add([JSON.parse(Buffer.concat(chunks).toString()) as LambdaEvent]);
      response.writeHead(204).end();
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    ...records,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
