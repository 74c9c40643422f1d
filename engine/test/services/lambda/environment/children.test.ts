import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { developer, functionResource, type Harness, startLambda } from "../harness.ts";
import { ASYNCHRONOUS, SPAWNING, SYNCHRONOUS } from "./spawning.ts";
import { clearMarks, hasProc, marked, newMark } from "./survivors.ts";

const functions = { "index.mjs": SPAWNING, "below/empty.txt": "" };
const resources = (names: readonly string[]) =>
  Object.fromEntries(
    names.map((name) => [
      name,
      functionResource({ FunctionName: name, Timeout: 5, Environment: { Variables: { OWN: "yes" } } }),
    ]),
  );

const settled = (mark: string) => expect.poll(() => marked(mark)).toEqual([]);

describe.skipIf(!hasProc).each(["worker", "process"] as const)("what a function in a %s has started", (isolation) => {
  let lambda: Harness;

  beforeAll(async () => {
    lambda = await startLambda({ settings: { isolation }, files: functions, resources: resources(["main"]) });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());
  afterAll(clearMarks);

  const started = (mark: string) => expect.poll(() => marked(mark).length).toBeGreaterThan(0);

  it("sees its function's folder and variables, and answers as it would on AWS", async () => {
    const folder = `${lambda.baseDir}\n`;
    expect((await lambda.invoke("main", { after: "seen" })).json).toEqual([
      folder,
      folder.replace("\n", "/below\n"),
      "yes\n",
      "given\n",
      ["in", 3, null],
      ["ENOENT"],
      ["ERR_INVALID_ARG_TYPE"],
      [4],
    ]);
  });

  it(`by ${ASYNCHRONOUS.join(", ")} lives on after the answer, and not after the engine's stop`, async () => {
    const marks = new Map(ASYNCHRONOUS.map((child) => [child, newMark()]));
    const alive = () => ASYNCHRONOUS.filter((child) => marked(marks.get(child) ?? "").length > 0);
    {
      await using own = await startLambda({ settings: { isolation }, files: functions, resources: resources(["own"]) });
      for (const [child, mark] of marks)
        expect((await own.invoke("own", { child, mark, after: "answer" })).json).toBe("started");
      await expect.poll(alive).toEqual(ASYNCHRONOUS);
    }
    expect(alive()).toEqual([]);
  });

  it("ends with the timeout, whatever the handler does: it waits, it loops, it waits for the child", async () => {
    const cases = [
      ["spawn", "hang"],
      ["detached", "loop"],
      ["doubleFork", "hang"],
      ...SYNCHRONOUS.map((child) => [child]),
    ];
    const marks = cases.map(newMark);
    const answers = cases.map(([child, after], index) =>
      lambda.invokeFrom("main", developer, { child, mark: marks[index], after }),
    );
    await expect.poll(() => marks.filter((mark) => marked(mark).length > 0)).toEqual(marks);
    await lambda.clock.advance(5_000);
    expect((await Promise.all(answers)).map(({ cause }) => cause)).toEqual(cases.map(() => "timeout"));
    await expect.poll(() => marks.flatMap(marked)).toEqual([]);
  });

  it.each([
    ["spawn", "exit"],
    ["detached", "crash"],
    ["doubleFork", "exit"],
  ])("by %s ends with an environment that ends by %s", async (child, after) => {
    const mark = newMark();
    expect((await lambda.invokeFrom("main", developer, { child, mark, after })).cause).toBe("crash");
    await settled(mark);
  });

  it("ends with the code that started it, when that is replaced", async () => {
    const mark = newMark();
    const settings = { isolation, watch: true };
    await using own = await startLambda({ settings, files: functions, resources: resources(["own"]) });
    await own.invoke("own", { child: "doubleFork", mark, after: "answer" });
    await started(mark);
    await own.write("index.mjs", "export const handler = async () => 'replaced';");
    await settled(mark);
    await expect.poll(async () => (await own.invoke("own")).json).toBe("replaced");
  });

  it("ends with the engine while the handler waits for it", async () => {
    const marks = SYNCHRONOUS.map(newMark);
    {
      await using own = await startLambda({ settings: { isolation }, files: functions, resources: resources(["own"]) });
      SYNCHRONOUS.forEach((child, index) => void own.invokeFrom("own", developer, { child, mark: marks[index] }));
      await expect.poll(() => marks.filter((mark) => marked(mark).length > 0)).toEqual(marks);
    }
    expect(marks.flatMap(marked)).toEqual([]);
  });
});
