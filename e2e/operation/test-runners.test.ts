import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../support/system.ts";

/** A user's project, with the package as it is installed: below the repository, whose runners it finds. */
let project: string;

beforeAll(async () => {
  await mkdir(join(root, ".portcullis"), { recursive: true });
  project = await mkdtemp(join(root, ".portcullis/test-runners-"));
  const installed = join(project, "node_modules/portcullis");
  await cp(join(root, "e2e/fixtures/test-runners"), project, { recursive: true });
  await mkdir(installed, { recursive: true });
  for (const part of ["package.json", "bin", "dist"])
    await cp(join(root, "engine", part), join(installed, part), { recursive: true, filter: isNeeded });
});

afterAll(() => rm(project, { recursive: true, force: true }));

const isNeeded = (path: string) => !path.endsWith(".map");

interface Run {
  readonly exitCode: number;
  readonly output: string;
}

const bin = (name: string, file: string) => join(root, "node_modules", name, file);

/** Runs a runner on the tests whose file names have a word in them. */
const RUNNERS = {
  vitest: (...words: string[]) => [bin("vitest", "vitest.mjs"), "run", ...words],
  jest: (...words: string[]) => [bin("jest", "bin/jest.js"), ...words],
  "node:test": (...words: string[]) => ["--test", ...words.map((word) => `tests/${word}.node.mjs`)],
};

function run(args: readonly string[]): Promise<Run> {
  const { PATH, HOME } = process.env;
  const options = { cwd: project, env: { PATH, HOME, NO_COLOR: "1", CI: "true" } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...args], options, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? 1, output: `${stdout}${stderr}` }),
    );
  });
}

/** Output without what differs from run to run. */
const plain = (output: string) =>
  output
    .replaceAll(project + sep, "")
    .replace(/(connectionId: '|requestId: '|connectionId=|requestId=|connection )[\w-]+=?/g, "$1…")
    .replace(/\+\d+ ms/g, "+n ms")
    .replace(/durationMs=\d+/g, "durationMs=n")
    .replace(/^[ #]+/gm, "");

const FAILURE = `No frame came that holds { said: 'boom' } within 50 ms.

Frames that are there:
{ message: 'Internal server error', connectionId: '…', requestId: '…' }

Journal of connection …:
+n ms  lambda/invoke Authorize requestId=…
+n ms  lambda/report Authorize requestId=… durationMs=n
+n ms  execute-api/authorizer connectionId=… routeKey=$connect requestId=… authorizer=Authorizer decision=allow principalId=ada durationMs=n
+n ms  execute-api/connect connectionId=… routeKey=$connect requestId=… principalId=ada
+n ms  execute-api/message connectionId=… routeKey=say requestId=…
+n ms  lambda/invoke Say requestId=…
+n ms  lambda/report Say requestId=… durationMs=n error="Error: There is no such word at src/say.ts:7:30"
+n ms  execute-api/error connectionId=… routeKey=say requestId=… failure=fault detail="the function failed with Error"
+n ms  execute-api/answer connectionId=… routeKey=say requestId=… status=502 durationMs=n answered="Internal server error"
`;

const HANDLERS_ERROR = "Say: Error: There is no such word\nat Object.handler (src/say.ts:7:30)\n";

describe.each(Object.entries(RUNNERS))("the packed engine in the tests of %s", (_name, commandOf) => {
  it("has an engine for each file and each suite, all at once, and puts the environment back", async () => {
    const { exitCode, output } = await run(commandOf("first", "second"));
    expect(exitCode, output).toBe(0);
  });

  it("says of what does not come what came in its place, what the journal has of it, and the handler's error", async () => {
    const { exitCode, output } = await run(commandOf("failing"));
    expect(exitCode, output).toBe(1);
    expect(plain(output)).toContain(FAILURE);
    expect(plain(output)).toContain(HANDLERS_ERROR);
  });
});

describe("an engine that nobody stops", () => {
  it("ends with its process, which it does not hold up, and leaves no child behind", async () => {
    const { exitCode, output } = await run(["tests/forgotten.mjs"]);
    expect(exitCode, output).toBe(0);
    const pids = JSON.parse(output) as readonly number[];
    expect(pids).toHaveLength(2);
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  });

  function isAlive(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  }
});
