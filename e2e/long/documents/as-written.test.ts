import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { openSocket, type TestSocket } from "../../support/sockets.ts";
import { root, type System, startSystem } from "../../support/system.ts";
import { createTestJwt } from "../../support/tokens.ts";
import { AS_WRITTEN, type Written } from "./as-written.ts";
import { Terminal } from "./terminal.ts";

const aws = spawnSync("aws", ["--version"], { encoding: "utf8" });
/** Version 1 takes payloads as they are, and knows no option for that. */
const BINARY_FORMAT = aws.stdout?.startsWith("aws-cli/1") ? " --cli-binary-format raw-in-base64-out" : "";

/** A reader's folder: the app, as `portcullis init` makes it of this repository, and files that commands name. */
function folderOf(token: string): string {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-reader-"));
  for (const name of ["node_modules", "app/examples", "app/src", "app/actions", "app/template.yaml"])
    symlinkSync(join(root, name), join(folder, name.replace("app/", "")));
  copyFileSync(join(root, "app/examples/entity-updated.json"), join(folder, "events.json"));
  writeFileSync(join(folder, "token.txt"), token);
  writeFileSync(join(folder, "messages.txt"), '{"action":"subscribe","entityId":"a"}\n{"action":"ping"}\n');
  return folder;
}

describe("commands of documents, as they are written", () => {
  let system: System;
  let folder: string;
  let token: string;
  const sockets: TestSocket[] = [];

  /** Somebody who is connected, for commands that speak of them. */
  async function connect(userId: string): Promise<void> {
    sockets.push(await openSocket(system.url, ["websocket", await createTestJwt(system, { userId })]));
  }

  beforeAll(async () => {
    system = await startSystem();
    token = await createTestJwt(system);
    folder = folderOf(token);
    await connect("ann");
  });
  afterAll(async () => {
    for (const socket of sockets) socket[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
    await system[Symbol.asyncDispose]();
  });

  async function connectionId(): Promise<string> {
    const answer = await fetch(`${system.endpoint}/_portcullis/connections`);
    const { connections } = (await answer.json()) as { connections: { connectionId: string; user: string }[] };
    return connections.find(({ user }) => user === "ann")?.connectionId ?? "";
  }

  /** The command with what is the reader's own. */
  async function typed({ command, own = {} }: Written): Promise<string> {
    let text = command.replace(BINARY_FORMAT, "");
    for (const [written, meant] of Object.entries(own))
      text = text.replaceAll(written, meant === "{connectionId}" ? await connectionId() : meant);
    return text;
  }

  it.for(AS_WRITTEN)("$document: $command", async (written, { skip }) => {
    skip(aws.status !== 0 && written.command.startsWith("aws "), "the AWS CLI is not installed");
    if (/ (kick|connections) ada/.test(written.command)) await connect("ada");
    await using terminal = new Terminal(await typed(written), system, {
      cwd: written.cwd === "root" ? root : folder,
      env: { AWS_ENDPOINT_URL: system.endpoint, TOKEN: token },
    });
    const type = () => {
      for (const line of written.types ?? []) terminal.type(line);
    };
    type();
    // It throws away what is typed before it is connected, and does not say that it is unless to a terminal.
    await terminal.shows(written.shows, written.command.includes("wscat") ? type : undefined);
  });
});
