import { expect } from "vitest";
import { createBody } from "../../../src/languages/selection-expression/index.ts";
import { compileVelocity } from "../../../src/languages/velocity/compile.ts";
import { templates } from "./facts/templates.ts";
import { tryFacts } from "./try-facts.ts";

tryFacts("API Gateway, mapping templates", templates.facts, ({ template, body = "", rendered }) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  expect(compileVelocity(template)({ body: createBody(text) })).toBe(rendered);
});
