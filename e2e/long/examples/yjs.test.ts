import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Copy, copyExample } from "../../examples/support/copy.ts";
import { startLineClient } from "../../examples/support/line-client.ts";
import { refusal, tokenOf } from "../../examples/support/stack.ts";
import { run } from "../../support/packages.ts";
import { openSocket } from "../../support/sockets.ts";
import { type System, startSystem } from "../../support/system.ts";

let example: Copy;
let texts: System;
beforeAll(async () => {
  example = await copyExample("yjs");
  texts = await startSystem(join(example.folder, "template.yaml"), ["--iam", "enforce"]);
}, 300_000);
afterAll(async () => {
  await texts?.[Symbol.asyncDispose]();
  await example?.[Symbol.asyncDispose]();
});

/** Starts a writer as the README does: Yjs over `ws`, in a process of its own. */
async function write(user: string, doc: string) {
  const token = await tokenOf(texts, user, { docs: [doc] });
  const writer = startLineClient(process.execPath, [join(example.folder, "write.mjs"), texts.url, doc, token]);
  await writer.next({});
  return writer;
}

const lastText = (output: string): string =>
  JSON.parse(
    output
      .trim()
      .split("\n")
      .findLast((line) => line.startsWith("{")) ?? "{}",
  ).text ?? "";

describe("examples/yjs", () => {
  it("compiles", async () => {
    await run("npm", ["run", "types"], example.folder);
  });

  it("brings the texts of two who write at once to the same end, and shows it to who comes late", async () => {
    await using ada = await write("ada", "notes");
    await using ben = await write("ben", "notes");
    for (const number of [1, 2, 3]) {
      ada.send(`a${number}`);
      ben.send(`b${number}`);
    }
    const isWhole = (text: string) => ["a1", "a2", "a3", "b1", "b2", "b3"].every((part) => text.includes(part));
    await expect.poll(() => [ada, ben].every(({ output }) => isWhole(lastText(output())))).toBe(true);
    expect(lastText(ada.output())).toBe(lastText(ben.output()));
    await using cleo = await write("cleo", "notes");
    expect(lastText(cleo.output())).toBe(lastText(ada.output()));
  });

  it("lets nobody in without a token, nor to another document", async () => {
    const token = await tokenOf(texts, "eve", { docs: ["hers"] });
    expect(await refusal(`${texts.url}?doc=hers`)).toBe(401);
    expect(await refusal(`${texts.url}?doc=hers`, "yjs", "eve")).toBe(401);
    expect(await refusal(texts.url, "yjs", token)).toBe(401);
    expect(await refusal(`${texts.url}?doc=notes`, "yjs", token)).toBe(403);
    expect(await refusal(`${texts.url}?doc=hers`, "yjs", token)).toBe(101);
  });

  it("keeps nothing that Yjs cannot read", async () => {
    const token = await tokenOf(texts, "dan", { docs: ["strange"] });
    using socket = await openSocket(`${texts.url}?doc=strange`, ["yjs", token]);
    for (const update of ["/////w==", "%", 1]) socket.send({ action: "update", update });
    await expect.poll(() => socket.received.length).toBe(3);
    expect(socket.received.every(({ error }) => typeof error === "string")).toBe(true);
    socket.send({ action: "open" });
    await socket.next({ opened: "strange" });
    expect(socket.received).toHaveLength(4);
  });
});
