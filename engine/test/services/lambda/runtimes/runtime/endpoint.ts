import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface FakeEndpoint extends Disposable {
  readonly url: string;
  readonly port: number;
  readonly seen: SeenRequest[];
}

/** An engine's endpoint that keeps what it was asked, and answers like DynamoDB's ListTables. */
export async function startEndpoint(): Promise<FakeEndpoint> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    response.setHeader("content-type", "application/x-amz-json-1.0").end(JSON.stringify({ TableNames: ["seen"] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
