import { once } from "node:events";
import { Agent, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { copyTemplate, forward } from "../between.ts";
import type { Chance } from "./seeded.ts";

export interface FaultyPosts extends AsyncDisposable {
  /** The app's template, with this in the place of API Gateway's `@connections`. */
  readonly template: string;
  /** Where posts go that are let through. */
  aimAt(endpoint: string): void;
  /** Answers by status, those that were made up here apart. */
  readonly answers: Readonly<Record<string, number>>;
}

const FAULTS = [
  { status: 429, type: "LimitExceededException" },
  { status: 500, type: "InternalServerError" },
] as const;

/** Stands between the app's functions and `@connections`, and answers this share of posts with 429 or 500 by itself. */
export async function startFaultyPosts(chance: Chance, share: number): Promise<FaultyPosts> {
  const answers: Record<string, number> = {};
  const count = (answer: string) => {
    answers[answer] = (answers[answer] ?? 0) + 1;
  };
  const agent = new Agent({ keepAlive: true });
  let target = "";
  const server = createServer((incoming, outgoing) => {
    const fault = chance.happens(share) ? chance.pick(FAULTS) : undefined;
    if (fault) {
      count(`${fault.status} on purpose`);
      incoming.resume();
      outgoing.writeHead(fault.status, { "x-amzn-errortype": fault.type }).end();
    } else forward(incoming, outgoing, { target, agent, count });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const copy = await copyTemplate((text) => withManagementEndpoint(text, `http://127.0.0.1:${port}/dev`));
  return {
    template: copy.template,
    answers,
    aimAt(endpoint) {
      target = endpoint;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await copy[Symbol.asyncDispose]();
    },
  };
}

/** The template says where `@connections` is, and functions are told so by it: that alone is changed. */
const withManagementEndpoint = (text: string, endpoint: string) =>
  text.replaceAll(/MANAGEMENT_ENDPOINT: !If\n(?: +- .*\n){3}/g, `MANAGEMENT_ENDPOINT: ${endpoint}\n`);
