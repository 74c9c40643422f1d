import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../src/kernel/clock.ts";
import { createJournal } from "../../src/kernel/journal.ts";
import { startAdmin } from "./admin-server.ts";

let server: Server;
beforeAll(async () => {
  const journal = createJournal(() => 7);
  for (const queue of ["a", "b", "a", "a"]) journal.record("sqs", "send", { queue });
  server = await startAdmin(
    createClock(() => 7),
    journal,
  );
});
afterAll(() => server.close());

async function ask(query: string) {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/_portcullis/entries?${query}`);
  return { status: response.status, body: await response.json() };
}

describe("GET /_portcullis/entries", () => {
  it.each([
    ["", [1, 2, 3, 4]],
    ["queue=a", [1, 3, 4]],
    ["queue=a&limit=2", [3, 4]],
    ["after=2", [3, 4]],
    ["after=1&limit=1&queue=b", [2]],
    ["limit=0", []],
    ["limit=100", [1, 2, 3, 4]],
    ["after=9", []],
  ])("?%s tells the newest of those asked for, and the last there is", async (query, seqs) => {
    const { status, body } = await ask(query);
    expect([status, body.lastSeq]).toEqual([200, 4]);
    expect(body.entries.map(({ seq }: { seq: number }) => seq)).toEqual(seqs);
  });

  it.each(["limit=-1", "limit=ten", "after=1.5"])("?%s is refused", async (query) => {
    const { status, body } = await ask(query);
    expect([status, body.message]).toEqual([400, expect.stringContaining("must be a whole number")]);
  });
});
