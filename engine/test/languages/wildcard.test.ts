import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANY_CHARACTER, ANY_RUN, compileWildcard, literalPlaces } from "../../src/languages/wildcard.ts";

const places = (pattern: string) =>
  [...pattern].flatMap((character) => {
    if (character === "*") return [ANY_RUN];
    return character === "?" ? [ANY_CHARACTER] : literalPlaces(character);
  });

describe("compileWildcard", () => {
  it("agrees with the regular expression of the same meaning", () => {
    const pattern = fc.stringMatching(/^[ab*?]{0,8}$/);
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[abc]{0,8}$/), (wildcard, text) => {
        const expression = new RegExp(`^${wildcard.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        expect(compileWildcard(places(wildcard))(text)).toBe(expression.test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("counts a character outside the basic plane once", () => {
    expect(compileWildcard(places("a?b"))("a😀b")).toBe(true);
  });
});
