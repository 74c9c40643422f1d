import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../../../src/kernel/clock.ts";
import { prepareOutputFolder } from "../../../../src/kernel/machine/output.ts";
import type { Deployable } from "../../../../src/services/lambda/deployment/deployment.ts";
import { type LoadedBefore, readLoadedBefore } from "../../../../src/services/lambda/deployment/loaded-before.ts";
import { warmUp } from "../../../../src/services/lambda/deployment/warm-up.ts";
import type { LambdaFunction } from "../../../../src/services/lambda/functions/function.ts";

/** More than any start waits for its functions. */
const LONG_MS = 60_000;

let cacheDir: string;
let before: LoadedBefore;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "portcullis-warm-up-"));
  await prepareOutputFolder(cacheDir);
  before = await readLoadedBefore(cacheDir);
});
afterEach(async () => {
  await before[Symbol.asyncDispose]();
  await rm(cacheDir, { recursive: true });
});

/** A start with one function, whose code has the name `load`; it is warm once `end` says how that went. */
function begin(load: string | undefined, isOver = false) {
  let end: (isReady: boolean) => void = () => {};
  const warmed = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  const target = { warm: () => warmed, told: Promise.resolve() } as unknown as LambdaFunction;
  const clock = createClock(() => 0);
  const options = { deployment: { loadOf: () => load }, clock, before, isOver: () => isOver };
  return { started: warmUp([{ target } as Deployable], options), end, clock };
}

async function startWith(load: string | undefined, isReady: boolean, isOver?: boolean): Promise<void> {
  const { started, end, clock } = begin(load, isOver);
  end(isReady);
  await started;
  // Others of a start go on behind it.
  await clock.advance(1);
  await before[Symbol.asyncDispose]();
}

/** Tells whether a start is done although its function is not warm. */
async function isDoneEarly(load: string | undefined): Promise<boolean> {
  const { started, end, clock } = begin(load);
  const done = started.then(() => clock.now() === 0);
  await clock.advance(LONG_MS);
  end(true);
  return done;
}

describe("the warm-up of a start", () => {
  it("waits for code that no start has loaded so far", async () => {
    expect(await isDoneEarly("code")).toBe(false);
  });

  it("does not wait for code that has loaded before", async () => {
    await startWith("code", true);
    expect(await isDoneEarly("code")).toBe(true);
    expect(await isDoneEarly("other code")).toBe(false);
  });

  it("waits again for code that did not load the last time", async () => {
    await startWith("code", true);
    await startWith("code", false);
    expect(await isDoneEarly("code")).toBe(false);
  });

  it("waits each time for code that runs where it is", async () => {
    await startWith(undefined, true);
    expect(await isDoneEarly(undefined)).toBe(false);
  });

  it("learns nothing of functions that were stopped", async () => {
    await startWith("code", true);
    await startWith("code", false, true);
    expect(await isDoneEarly("code")).toBe(true);
  });

  it("is known to the next engine, and forgotten with the code", async () => {
    await startWith("code", true);
    expect((await readLoadedBefore(cacheDir)).has("code")).toBe(true);
    await startWith("newer code", true);
    expect((await readLoadedBefore(cacheDir)).has("code")).toBe(false);
  });

  it("is written before an engine has stopped", async () => {
    before.note("code", true);
    void before.keep(["code"]);
    await before[Symbol.asyncDispose]();
    expect((await readLoadedBefore(cacheDir)).has("code")).toBe(true);
  });

  it("waits when what was kept is damaged", async () => {
    await writeFile(join(cacheDir, "build/loaded.json"), '["code"');
    before = await readLoadedBefore(cacheDir);
    expect(await isDoneEarly("code")).toBe(false);
  });
});
