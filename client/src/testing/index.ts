export type { ReceivedAction } from "./door.ts";
export { createFakeClient, type FakeClient, type FakeClientOptions } from "./fake-client.ts";
export type { FakeUser } from "./fake-presence.ts";
export type { Answering, FakeServer, NotifyOptions, PushOptions, ServerDisconnect } from "./fake-server.ts";
export type { FakeStream, FakeStreamOptions } from "./fake-streams.ts";
export type { StateOptions } from "./fake-values.ts";
