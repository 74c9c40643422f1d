import { once } from "node:events";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { appTemplate } from "../system.ts";
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
  const folder = await copyTemplate(`http://127.0.0.1:${port}/dev`);
  return {
    template: join(folder, "template.yaml"),
    answers,
    aimAt(endpoint) {
      target = endpoint;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The template says where `@connections` is, and functions are told so by it: that alone is changed. */
async function copyTemplate(managementEndpoint: string): Promise<string> {
  const text = await readFile(appTemplate, "utf8");
  const changed = text.replaceAll(
    /MANAGEMENT_ENDPOINT: !If\n(?: +- .*\n){3}/g,
    `MANAGEMENT_ENDPOINT: ${managementEndpoint}\n`,
  );
  if (changed === text) throw new Error("The template sets MANAGEMENT_ENDPOINT in another way now.");
  const folder = await mkdtemp(join(tmpdir(), "portcullis-soak-"));
  await symlink(join(dirname(appTemplate), "src"), join(folder, "src"));
  await writeFile(join(folder, "template.yaml"), changed);
  return folder;
}

/** As it came, with the host that the caller signed. */
function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { target, agent, count }: { target: string; agent: Agent; count: (answer: string) => void },
): void {
  const { method, headers, url } = incoming;
  const { hostname, port } = new URL(target);
  const call = request({ hostname, port, path: url, method, headers, agent }, (answer) => {
    count(String(answer.statusCode));
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  call.once("error", () => outgoing.destroy());
  incoming.pipe(call);
}
