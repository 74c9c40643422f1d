import { access, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SdkCache } from "../../../../src/services/lambda/runtime-sdk/sdk-cache.ts";

const [SQS, SNS, SSM] = ["@aws-sdk/client-sqs", "@aws-sdk/client-sns", "@aws-sdk/client-ssm"] as const;

let cacheDir: string;
let runs: { args: readonly string[]; names: readonly string[] }[];
/** The registry's answer for a set; undefined: it has all. */
let answer: (names: readonly string[]) => string | undefined;

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "sdk-cache-"));
  runs = [];
  answer = () => undefined;
});

afterEach(() => rm(cacheDir, { recursive: true }));

/** npm, as far as the cache sees it. */
async function npm(_command: string, args: readonly string[], cwd: string): Promise<void> {
  const names = Object.keys(JSON.parse(await readFile(join(cwd, "package.json"), "utf8")).dependencies);
  runs.push({ args, names });
  const refused = answer(names);
  if (refused !== undefined) throw new Error(`npm install ended with 1:\n${refused}`);
  for (const name of names) {
    await mkdir(join(cwd, "node_modules", name), { recursive: true });
    await writeFile(join(cwd, "node_modules", name, "package.json"), "{}");
  }
}

const open = () => new SdkCache({ cacheDir, run: npm });

const has = (folder: string | undefined, name: string) =>
  access(join(folder ?? "", "node_modules", name, "package.json")).then(
    () => true,
    () => false,
  );

const entries = () => readdir(join(cacheDir, "runtime-sdk"));

const unknown = (name: string) => `npm error code E404
npm error 404 Not Found - GET https://registry.example/${name.replace("/", "%2f")}
npm error 404
npm error 404  The requested resource '${name}@*' could not be found or you do not have permission to access it.`;

const UNREACHABLE = "npm error code ENOTFOUND\nnpm error network request to https://registry.example failed";

describe("the cache of what Lambda's runtimes bring", () => {
  it("fetches in one run, without scripts, in the versions of one day", async () => {
    const { folder, missing } = await open().fetch([SQS, SNS]);
    expect(missing).toEqual([]);
    expect(runs).toEqual([{ args: expect.arrayContaining(["install", "--ignore-scripts"]), names: [SNS, SQS] }]);
    expect(runs[0]?.args).toContainEqual(expect.stringMatching(/^--before=\d{4}-\d\d-\d\d$/));
    expect([await has(folder, SQS), await has(folder, SNS)]).toEqual([true, true]);
  });

  it("gives what it holds to other projects", async () => {
    expect(await open().find([SQS])).toBeUndefined();
    const { folder } = await open().fetch([SQS, SNS]);
    expect(await open().find([SQS])).toBe(folder);
    expect(await open().find([SQS, SSM])).toBeUndefined();
  });

  it("fetches a further package together with the earlier ones, so that they share what they depend on", async () => {
    await open().fetch([SQS]);
    const { folder } = await open().fetch([SNS]);
    expect(await open().find([SQS, SNS])).toBe(folder);
  });

  it("does not take version 2 along", async () => {
    await open().fetch(["aws-sdk"]);
    await open().fetch([SQS]);
    expect(runs.map(({ names }) => names)).toEqual([["aws-sdk"], [SQS]]);
  });

  it("is whole when several engines fetch at once", async () => {
    const fetched = await Promise.all([1, 2, 3].map(() => open().fetch([SQS, SNS])));
    expect(new Set(fetched.map(({ folder }) => folder)).size).toBe(1);
    expect(fetched.flatMap(({ missing }) => missing)).toEqual([]);
    expect(await entries()).toHaveLength(1);
  });

  it("leaves nothing of an installation that failed, and tells its reason in a word", async () => {
    answer = () => UNREACHABLE;
    expect(await open().fetch([SQS])).toEqual({ folder: undefined, missing: [SQS], reason: "npm: ENOTFOUND" });
    expect(await entries()).toEqual([]);
  });

  it("gives a part when the rest cannot be fetched", async () => {
    const { folder } = await open().fetch([SQS]);
    answer = () => UNREACHABLE;
    expect(await open().fetch([SQS, SNS])).toEqual({ folder, missing: [SNS], reason: "npm: ENOTFOUND" });
  });

  it.each([
    ["does not have", unknown("@aws-sdk/client-sq")],
    [
      "did not have on that day",
      "npm error code ETARGET\nnpm error notarget No matching version found for @aws-sdk/client-sq@* with a date before 2026.",
    ],
    ["has no version of", "npm error code ENOVERSIONS\nnpm error No versions available for @aws-sdk/client-sq"],
  ])("does without a package that the registry %s", async (_how, refused) => {
    answer = (names) => (names.includes("@aws-sdk/client-sq") ? refused : undefined);
    const { folder, missing, reason } = await open().fetch(["@aws-sdk/client-sq", SQS]);
    expect(missing).toEqual(["@aws-sdk/client-sq"]);
    expect(reason).toMatch(/^npm: E/);
    expect(await has(folder, SQS)).toBe(true);
  });

  it("does not mistake a package of version 3 that is unknown for version 2", async () => {
    answer = (names) => (names.includes("@aws-sdk/none") ? unknown("@aws-sdk/none") : undefined);
    expect(await open().fetch(["@aws-sdk/none", "aws-sdk"])).toMatchObject({ missing: ["@aws-sdk/none"] });
  });

  it("never installs what is not AWS's", async () => {
    await open().fetch([SQS, "left-pad", "@aws-sdk/../left-pad", "@aws-sdk/x@1"]);
    expect(runs.map(({ names }) => names)).toEqual([[SQS]]);
  });

  it("passes over what an engine that was killed has left half done", async () => {
    const { folder = "" } = await open().fetch([SQS]);
    await rm(folder, { recursive: true });
    await mkdir(`${folder}-a1b2c3/node_modules/${SQS}`, { recursive: true });
    await writeFile(`${folder}-a1b2c3/package.json`, JSON.stringify({ dependencies: { [SQS]: "*" } }));
    await writeFile(`${folder}-a1b2c3/node_modules/${SQS}/package.json`, "{}");
    expect(await open().find([SQS])).toBeUndefined();
  });

  it("makes a set anew of which somebody has deleted a part", async () => {
    const { folder = "" } = await open().fetch([SQS, SNS]);
    await rm(join(folder, "node_modules", SQS), { recursive: true });
    expect(await open().find([SQS])).toBeUndefined();
    expect(await open().fetch([SQS, SNS])).toMatchObject({ folder, missing: [] });
    expect(await has(folder, SQS)).toBe(true);
  });

  it("forgets sets that nobody has used for two months", async () => {
    const { folder: old = "" } = await open().fetch([SQS]);
    const { folder: used = "" } = await open().fetch([SNS]);
    for (const folder of [old, used]) await utimes(folder, 1_000_000, 1_000_000);
    expect(await open().find([SQS, SNS])).toBe(used);
    const { folder } = await open().fetch([SSM]);
    expect((await entries()).map((name) => join(cacheDir, "runtime-sdk", name)).sort()).toEqual(
      [used, folder ?? ""].sort(),
    );
  });

  it("tells when it cannot be written to", async () => {
    await writeFile(join(cacheDir, "file"), "");
    const cache = new SdkCache({ cacheDir: join(cacheDir, "file"), run: npm });
    expect(await cache.fetch([SQS])).toEqual({
      folder: undefined,
      missing: [SQS],
      reason: expect.stringContaining("ENOTDIR"),
    });
  });
});
