import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unmask } from "../../src/admin/unmask.ts";
import { maskText } from "../../src/kernel/masking.ts";

const restored = (original: unknown, edit: (masked: string) => string) =>
  JSON.parse(unmask(edit(maskText(JSON.stringify(original))), JSON.stringify(original), maskText));

const SECRET = "s3cr3t-value";

describe("An event that is sent again", () => {
  it.each<[string, unknown, (masked: string) => string, unknown]>([
    ["has its secrets where their masks are", { token: SECRET, n: 1 }, (text) => text, { token: SECRET, n: 1 }],
    [
      "has them when another member is edited",
      { token: SECRET, n: 1 },
      (text) => text.replace('"n":1', '"n":2'),
      { token: SECRET, n: 2 },
    ],
    [
      "has them within a text that is edited around them",
      { body: JSON.stringify({ action: "renew", token: SECRET }) },
      (text) => text.replace("renew", "authenticate"),
      { body: JSON.stringify({ action: "authenticate", token: SECRET }) },
    ],
    ["has a whole object behind a mask", { secret: { a: [1] } }, (text) => text, { secret: { a: [1] } }],
    ["has what its sender put in the place of a mask", { token: SECRET }, () => '{"token":"mine"}', { token: "mine" }],
    [
      "gives a mask nothing where it did not stand before",
      { token: SECRET },
      () => `{"other":"[masked, ${SECRET.length} characters]"}`,
      { other: `[masked, ${SECRET.length} characters]` },
    ],
    ["is what it was when nothing was masked", { a: [1, { b: null }] }, (text) => text, { a: [1, { b: null }] }],
  ])("%s", (_title, original, edit, expected) => {
    expect(restored(original, edit)).toEqual(expected);
  });

  it("is the same as it was, whatever it holds, when nobody edits it", () => {
    const event = fc.jsonValue().map((value) => ({ headers: { Authorization: `Bearer ${"x".repeat(20)}` }, value }));
    fc.assert(
      fc.property(event, (original) => {
        expect(restored(original, (text) => text)).toEqual(JSON.parse(JSON.stringify(original)));
      }),
    );
  });
});
