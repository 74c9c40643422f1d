import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Barrier extends Disposable {
  /** Answers a request only once `count` of them wait. */
  url(count: number): string;
}

/** Lets functions wait for each other, so that a test knows them to run at the same time. */
export async function startBarrier(): Promise<Barrier> {
  const waiting: ServerResponse[] = [];
  const server = createServer((request, response) => {
    waiting.push(response);
    if (waiting.length === Number(request.url?.slice(1))) for (const each of waiting.splice(0)) each.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (count) => `http://127.0.0.1:${port}/${count}`,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
