import { expect, it } from "vitest";
import { escapeRegExp } from "../../src/kernel/escape-reg-exp.ts";

it("escapeRegExp makes a pattern that matches the text alone", () => {
  const text = "^a.b*c+d?e$ {f} (g) [h] |i| \\j - /k/";
  expect(new RegExp(`^${escapeRegExp(text)}$`).exec(text)?.[0]).toBe(text);
  expect("abc").not.toMatch(new RegExp(escapeRegExp("a.c")));
});
