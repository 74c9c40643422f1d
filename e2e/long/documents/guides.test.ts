import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf } from "../../../site/markdown.ts";
import { root, type System, startSystem } from "../../support/system.ts";
import { Terminal, WRITTEN } from "./terminal.ts";

/** Blocks of the section of a guide whose heading begins so: commands by their lines, and JSON. */
async function sectionOf(file: string, heading: string) {
  const text = await readFile(join(root, file), "utf8");
  const [, section] = text.split(`\n## ${heading}`);
  const blocks = blocksOf(section?.split("\n## ")[0] ?? expect.fail(`${file} has no section ${heading}`));
  const of = (language: string) => blocks.filter((block) => block.language === language);
  return {
    commands: of("").flatMap(({ code }) => code.trim().split("\n")),
    json: of("json").flatMap(({ code }) => code.trim().split("\n")),
    printed: of("text").map(({ code }) => code.trim()),
  };
}

describe("docs/tutorial.md", () => {
  const TUTORIAL = "docs/tutorial.md";
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system[Symbol.asyncDispose]());

  /** The command of step 3, with its subscription confirmed. */
  async function subscriber(): Promise<Terminal> {
    const { commands, json } = await sectionOf(TUTORIAL, "3.");
    const terminal = new Terminal(commands[1] ?? "", system);
    terminal.type(json[0] ?? "");
    await terminal.shows(/"type":"subscribed","entityId":"myEntityId"/);
    return terminal;
  }

  it("is refused in step 2, for the reason that it says", async () => {
    const { commands, printed } = await sectionOf(TUTORIAL, "2.");
    await using terminal = new Terminal(commands[0] ?? "", system);
    expect(await terminal.ended()).toBe(1);
    for (const line of printed[0]?.split("\n") ?? []) expect(terminal.output).toContain(line.trim());
    expect(system.log()).toContain("cause=token_missing");
  });

  it("gets in in step 3, and is pushed to in step 4", async () => {
    const [invoke] = (await sectionOf(TUTORIAL, "3.")).commands;
    await using token = new Terminal(invoke ?? "", system);
    await token.shows(/"authToken": ?"eyJ/);
    await using client = await subscriber();
    const { commands, json } = await sectionOf(TUTORIAL, "4.");
    for (const command of commands.slice(0, 2)) {
      await using push = new Terminal(command, system);
      expect(await push.ended(), push.output).toBe(0);
    }
    await client.shows(/"type":"User Push Notification"/);
    for (const line of json) {
      const { message } = JSON.parse(line);
      expect(client.output).toContain(message);
    }
  });

  it("moves time in step 5, so that the connection ends as idle", async () => {
    await using client = await subscriber();
    await using curl = new Terminal((await sectionOf(TUTORIAL, "5.")).commands[0] ?? "", system);
    await client.shows("Closed: 1001 Going away");
    await curl.shows(/"advancedSeconds":601/);
  });

  it("closes the user's connections in step 6, and says why", async () => {
    await using client = await subscriber();
    const { commands, json } = await sectionOf(TUTORIAL, "6.");
    const [list = "", kick = ""] = commands;
    await using listing = new Terminal(list, system);
    await listing.shows(/opened .* until /);
    await using kicking = new Terminal(kick, system);
    await kicking.shows("Closed 1 connection of myuserid.");
    await client.shows(json[0] ?? "");
  });
});

/** Commands of a guide as the engine's operator gives them: of this stack, at this endpoint. */
const onEngine = (command: string) => `${command.replace("--stack-name STACK", "")} --endpoint-url ${WRITTEN}`;

describe("docs/production/data-protection.md", () => {
  it("finds a user, ends their tokens and erases what there is of them", async () => {
    const text = await readFile(join(root, "docs/production/data-protection.md"), "utf8");
    const commands = [...text.matchAll(/^ *(npm run admin -- .*)$/gm)].map(([, command = ""]) => command);
    expect(commands).toHaveLength(3);
    await using system = await startSystem();
    const payload = JSON.stringify({ userId: "ada" });
    await using client = new Terminal(
      `npx portcullis ws --token-function CreateTestJwt --token-payload '${payload}'`,
      system,
    );
    client.type(JSON.stringify({ action: "subscribe", entityId: "room" }));
    await client.shows(/"type":"subscribed"/);
    for (const command of commands) {
      await using operator = new Terminal(onEngine(command), system);
      expect(await operator.ended(), operator.output).toBe(0);
    }
    await client.shows(/"code":"revoked"/);
  });
});

describe.skipIf(spawnSync("aws", ["--version"]).status !== 0)("docs/how-to/rotate-the-secret.md", () => {
  it("rotates the secret at once", async () => {
    const { commands } = await sectionOf("docs/how-to/rotate-the-secret.md", "At once");
    const [list = "", rotate = ""] = commands;
    await using system = await startSystem(undefined, ["--parameter", "RotationDays=30"]);
    await using listing = new Terminal(onEngine(list), system);
    await listing.shows(/"[^"]+"/);
    const [, name = ""] = /"([^"]+)"/.exec(listing.output) ?? [];
    await using rotating = new Terminal(onEngine(rotate.replace("NAME", name)), system);
    await rotating.shows(/"VersionId"/);
  });
});

describe("docs/how-to/authorize-entities.md", () => {
  it("lets a token follow the entity that it names, and no other", async () => {
    const { commands } = await sectionOf("docs/how-to/authorize-entities.md", "3.");
    const [start = "", first = "", second = ""] = commands;
    await using system = await startSystem(undefined, start.replace("npx portcullis start ", "").split(" "));
    await using allowed = new Terminal(first, system);
    await allowed.shows(/"type":"subscribed","entityId":"order-1"/);
    await using refused = new Terminal(second, system);
    await refused.shows(/"code":"not_authorized"/);
  });
});
