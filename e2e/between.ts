import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { type Agent, type IncomingMessage, request, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { appTemplate } from "./system.ts";

export interface TemplateCopy extends AsyncDisposable {
  readonly template: string;
}

/** The app with its template changed, so that something can stand between its functions and a service. */
export async function copyTemplate(change: (text: string) => string): Promise<TemplateCopy> {
  const text = await readFile(appTemplate, "utf8");
  const changed = change(text);
  if (changed === text) throw new Error("The template is written in another way now.");
  const folder = await mkdtemp(join(tmpdir(), "portcullis-app-"));
  await symlink(join(dirname(appTemplate), "src"), join(folder, "src"));
  await writeFile(join(folder, "template.yaml"), changed);
  return {
    template: join(folder, "template.yaml"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

export interface Forwarding {
  readonly target: string;
  readonly agent: Agent;
  /** Told the status of each answer. */
  count(answer: string): void;
}

/** As it came, with the host that the caller signed. */
export function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { target, agent, count }: Forwarding,
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
