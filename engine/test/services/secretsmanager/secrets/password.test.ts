import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../../../src/kernel/random.ts";
import { passwordRules, randomPassword } from "../../../../src/services/secretsmanager/secrets/password.ts";

const password = (rules: object) => randomPassword(passwordRules.parse(rules), systemRandom);

const TYPES = {
  ExcludeLowercase: /[a-z]/,
  ExcludeUppercase: /[A-Z]/,
  ExcludeNumbers: /[0-9]/,
  ExcludePunctuation: /[!-/:-@[-`{-~]/,
} as const;

describe("randomPassword", () => {
  it("has 32 characters of four types and no blank when nothing is asked for", () => {
    const text = password({});
    expect(text).toHaveLength(32);
    for (const type of Object.values(TYPES)) expect(text).toMatch(type);
    expect(text).not.toContain(" ");
  });

  it("has exactly the length, and none of what is excluded, for any rules", () => {
    const flags = fc.record({
      ExcludeLowercase: fc.boolean(),
      ExcludeUppercase: fc.boolean(),
      ExcludeNumbers: fc.boolean(),
      ExcludePunctuation: fc.boolean(),
    });
    fc.assert(
      fc.property(flags, fc.integer({ min: 4, max: 64 }), (rules, PasswordLength) => {
        fc.pre(!Object.values(rules).every(Boolean));
        const text = password({ ...rules, PasswordLength });
        expect(text).toHaveLength(PasswordLength);
        for (const [rule, type] of Object.entries(TYPES))
          expect(type.test(text)).toBe(!rules[rule as keyof typeof TYPES]);
      }),
    );
  });

  it("leaves out single characters, and whole types with them", () => {
    expect(password({ ExcludeCharacters: "0123456789", ExcludePunctuation: "true" })).toMatch(/^[A-Za-z]{32}$/);
  });

  it("may hold blanks when they are included", () => {
    expect(password({ IncludeSpace: true, PasswordLength: 4096 })).toContain(" ");
  });

  it("is not the same twice", () => {
    expect(password({})).not.toBe(password({}));
  });

  it.each([
    [{ PasswordLength: 3 }, "too short"],
    [{ ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true }, "excluded"],
  ])("refuses %j", (rules, message) => {
    expect(() => password(rules)).toThrow(message);
  });
});
