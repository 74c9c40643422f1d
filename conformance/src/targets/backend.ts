import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BackendRequest } from "./target.ts";

export interface Backend extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly requests: readonly BackendRequest[];
}

/** An HTTP server on this machine that keeps what it is asked, and answers with the request's own body. */
export async function startBackend(): Promise<Backend> {
  const requests: BackendRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    requests.push({ method: String(request.method), headers: request.headers, body });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
