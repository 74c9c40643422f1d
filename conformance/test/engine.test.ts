import { afterAll, describe, it } from "vitest";
import { chapters } from "../src/chapters/chapters.ts";
import { startEngineTarget } from "../src/targets/engine.ts";

const target = await startEngineTarget();
afterAll(() => target[Symbol.asyncDispose]());

describe.each(chapters)("$title, at the engine", ({ casesOf }) => {
  for (const { group, title, facts, concurrent, run } of casesOf(target)) {
    const sentence = [group, `${title} [${facts.join("] [")}]`].filter(Boolean).join(" › ");
    (concurrent ? it.concurrent : it)(sentence, run);
  }
});
