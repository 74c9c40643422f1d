import { Agent, request } from "node:http";
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";

/** Calls of `@connections`, with what they are answered in a word: a status, or the name of an error. */
export interface Calls extends Disposable {
  post(ConnectionId: string, Data: string): Promise<string>;
  get(ConnectionId: string): Promise<string>;
  remove(ConnectionId: string): Promise<string>;
  /** A post without a signature. */
  postUnsigned(connectionId: string): Promise<string>;
}

export function createCalls(endpoint: string): Calls {
  const client = new ApiGatewayManagementApiClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    // What is answered once is the outcome.
    maxAttempts: 1,
    // One that was kept might be closed by the engine just as it is used again.
    requestHandler: { httpAgent: new Agent({ keepAlive: false }) },
  });
  return {
    post: (ConnectionId, Data) => told(client.send(new PostToConnectionCommand({ ConnectionId, Data }))),
    get: (ConnectionId) => told(client.send(new GetConnectionCommand({ ConnectionId }))),
    remove: (ConnectionId) => told(client.send(new DeleteConnectionCommand({ ConnectionId }))),
    postUnsigned: (connectionId) => postUnsigned(`${endpoint}/@connections/${encodeURIComponent(connectionId)}`),
    [Symbol.dispose]: () => client.destroy(),
  };
}

/** Over a connection of its own, which is not kept. */
function postUnsigned(url: string): Promise<string> {
  return new Promise((resolve) => {
    const call = request(url, { method: "POST", agent: false }, (response) => {
      response.resume();
      resolve(String(response.statusCode));
    });
    call.once("error", ({ message }) => resolve(message));
    call.end("unsigned");
  });
}

const told = (call: Promise<{ $metadata: { httpStatusCode?: number } }>): Promise<string> =>
  call.then(
    ({ $metadata }) => String($metadata.httpStatusCode),
    (error: Error) => error.name,
  );
