import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { type Agent, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { AwsV4Signer } from "aws4fetch";
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
  for (const beside of ["src", "actions"]) await symlink(join(dirname(appTemplate), beside), join(folder, beside));
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

/**
 * Signed anew, as the developer: the caller signed for the name of whatever stands between, by which the engine's services
 * cannot be called.
 */
export async function forward(incoming: IncomingMessage, outgoing: ServerResponse, forwarding: Forwarding) {
  const { target, agent, count } = forwarding;
  const url = new URL(incoming.url ?? "/", target);
  const body = await buffer(incoming);
  const headers = await signed(url, incoming, body);
  const call = request(url, { method: incoming.method, headers, agent }, (answer) => {
    count(String(answer.statusCode));
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  call.once("error", () => outgoing.destroy());
  call.end(body);
}

const DEVELOPER = { accessKeyId: "test", secretAccessKey: "test" };

async function signed(
  url: URL,
  { method = "GET", headers }: IncomingMessage,
  body: Buffer,
): Promise<OutgoingHttpHeaders> {
  const [, region = "", service = ""] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  const kept = Object.entries(headers).filter(([name]) => name === "content-type" || name === "x-amz-target");
  const signer = new AwsV4Signer({
    ...DEVELOPER,
    region,
    service,
    method,
    url: url.href,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    ...(body.length > 0 && { body: Uint8Array.from(body) }),
  });
  return Object.fromEntries((await signer.sign()).headers);
}
