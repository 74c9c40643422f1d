import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const style = readFileSync(new URL("../../src/shell/theme.css", import.meta.url), "utf8");

/** Colours of a rule by their names. */
function coloursOf(selector: string): ReadonlyMap<string, string> {
  const [, body = ""] = style.split(`${selector} {`);
  return new Map(
    [...(body.split("}")[0] ?? "").matchAll(/--([\w-]+): (#\w{6})/g)].map(([, name = "", colour = ""]) => [
      name,
      colour,
    ]),
  );
}

const light = coloursOf(":root");
const dark = coloursOf(':root[data-theme="dark"]');

/** Returns the relative luminance of WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a = "", b = ""): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

const GROUNDS = ["page", "panel", "raised", "hover", "selected"];
const pairs: readonly (readonly [string, string])[] = [
  ...["text", "quiet", "accent", "bad"].flatMap((front) => GROUNDS.map((back) => [front, back] as const)),
  ...["good", "warn", "bad", "accent"].flatMap((front) =>
    [front, "text"].map((each) => [each, `${front}-soft`] as const),
  ),
  ["good", "panel"],
  ["warn", "panel"],
  ["on-accent", "accent"],
];

describe("colours", () => {
  it.each([
    ["light", light],
    ["dark", dark],
  ] as const)("of the %s theme can be read on each other", (_, colours) => {
    const faint = pairs.filter(([front, back]) => !(contrast(colours.get(front), colours.get(back)) >= 4.5));
    expect(faint).toEqual([]);
    // Edges of fields: WCAG 2.2 wants 3.
    expect(contrast(colours.get("line-strong"), colours.get("raised"))).toBeGreaterThanOrEqual(3);
  });

  it("are the same when the machine is set to dark and when somebody chose it", () => {
    expect(coloursOf(':root[data-theme="system"]')).toEqual(dark);
    expect([...dark.keys()]).toEqual([...light.keys()]);
  });
});
