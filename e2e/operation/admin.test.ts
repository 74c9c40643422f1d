import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kick } from "../../app/admin/commands/kick.ts";
import { revoke } from "../../app/admin/commands/revoke.ts";
import { openStack } from "../../app/admin/stack.ts";
import { handshake, openSocket } from "../support/sockets.ts";
import { root, type System, startSystem } from "../support/system.ts";
import { createTestJwt, readSigningSecret, sign } from "../support/tokens.ts";

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system[Symbol.asyncDispose]());

/** The command as `npm run admin` runs it. */
async function admin(...args: readonly string[]): Promise<string> {
  const command = ["--import", "tsx", join(root, "app/admin/main.ts"), ...args, "--endpoint-url", system.endpoint];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root });
  return stdout;
}

const connectAs = async (userId: string) =>
  openSocket(system.url, ["websocket", await createTestJwt(system, { userId })]);

describe("npm run admin", () => {
  it("says how it is used, and fails when it is used otherwise", async () => {
    expect(await admin("help")).toContain("kick USER");
    await expect(admin("kik", "ada")).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("kik") });
  });

  it("says what to do where no region is set", async () => {
    const { AWS_REGION: _region, AWS_DEFAULT_REGION: _default, AWS_PROFILE: _profile, ...env } = process.env;
    const command = ["--import", "tsx", join(root, "app/admin/main.ts"), "connections", "ada"];
    const run = promisify(execFile)(process.execPath, command, {
      cwd: root,
      env: { ...env, AWS_CONFIG_FILE: join(root, "none"), AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
    });
    await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("give --region") });
  });

  it("lists a user's connections", async () => {
    using _phone = await connectAs("lister");
    using _laptop = await connectAs("lister");
    const lines = (await admin("connections", "lister")).trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^\S{15}= {2}opened \S+Z {2}until \S+Z$/);
    await expect(admin("connections", "nobody")).rejects.toMatchObject({
      code: 2,
      stdout: expect.stringContaining("nobody has no connection."),
    });
  });

  it("kicks a user everywhere, and nobody else", async () => {
    using phone = await connectAs("kicked");
    using laptop = await connectAs("kicked");
    using other = await connectAs("bystander");
    // It has happened when it is said.
    expect(await admin("kick", "kicked", "--reason", "Left")).toBe("Closed 2 connections of kicked.\n");
    for (const socket of [phone, laptop]) {
      expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "kicked" });
      await socket.closed;
    }
    other.send({ action: "ping" });
    await other.next({ type: "pong" });
  });

  it("revokes one token: what it opened is closed, and it opens nothing any more", async () => {
    const secret = await readSigningSecret(system);
    const token = await sign(secret, { sub: "revoked", jti: "stolen" });
    using socket = await openSocket(system.url, ["websocket", token]);
    expect(await admin("revoke", "--jti", "stolen")).toMatch(/^The token stolen is refused .* Closed 1 connection /);
    expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "revoked" });
    await socket.closed;
    expect((await handshake(`${system.url}?access_token=${token}`)).status).not.toBe(101);
    expect((await handshake(`${system.url}?access_token=${await sign(secret, { sub: "revoked" })}`)).status).toBe(101);
  });

  it("claims nothing about a tenant's user without the tenant", async () => {
    const token = await sign(await readSigningSecret(system), { sub: "of-acme", tenant: "acme" });
    using socket = await openSocket(system.url, ["websocket", token]);
    const stack = openStack({ stackName: "portcullis", endpointUrl: system.endpoint, waitSeconds: 60 });
    const tokens = { user: "of-acme", "issued-before": "now" };
    for (const report of [
      await kick.run({ positionals: ["of-acme"], values: {} }, stack),
      await revoke.run({ positionals: [], values: tokens }, stack),
    ])
      expect(report).toMatchObject({ exitCode: 2, text: expect.stringContaining("--tenant") });
    socket.send({ action: "ping" });
    await socket.next({ type: "pong" });
    const { text } = await revoke.run({ positionals: [], values: { ...tokens, tenant: "acme" } }, stack);
    expect(text).toMatch(/Closed 1 connection of of-acme in tenant acme/);
    await socket.closed;
  });

  it("does nothing to a stack that is not there", () =>
    expect(admin("kick", "ada", "--stack-name", "other")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no stack other here."),
    }));

  it("puts dead letters back into their queue", async () => {
    const entry = { Source: "portcullis", DetailType: "Entity Updated", Detail: '{"nobody":true}' };
    await new EventBridgeClient(system.sdk).send(new PutEventsCommand({ Entries: [entry] }));
    const arrived = (queue: string) =>
      system.waitFor(
        ({ service, type, data }) => service === "sqs" && type === "send" && String(data.queue).includes(queue),
      );
    await arrived("EntityUpdatedDeadLetterQueue");
    expect(await admin("redrive", "EntityUpdated")).toMatch(
      /EntityUpdatedDeadLetterQueue: 1 on the way to EntityUpdatedQueue/,
    );
    await system.waitFor(({ service, type }) => service === "sqs" && type === "redrive");
    await expect(admin("redrive", "UserNotification")).rejects.toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/: empty/),
    });
  });
});
