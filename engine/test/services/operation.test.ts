import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ServiceError } from "../../src/kernel/errors.ts";
import { operation } from "../../src/services/contract/operation.ts";
import type { ApiCall } from "../../src/wire/http.ts";

const schema = z.object({
  Name: z.string().min(2).max(5).optional(),
  SecretId: z.string().optional(),
  SecretString: z.string().max(3).optional(),
  Key: z
    .string()
    .regex(/^[\w.-]+$/)
    .optional(),
  Own: z.string().regex(/^a+$/, "Member must satisfy regular expression pattern: a+").optional(),
  State: z.enum(["ON", "OFF"]).optional(),
  Limit: z.number().int().min(1).max(100).optional(),
  Seconds: z.coerce.number().int().min(1).optional(),
  Flag: z.boolean().optional(),
  Names: z.array(z.string()).min(1).max(2).optional(),
  Entries: z
    .array(z.object({ Source: z.string().max(3) }))
    .max(2)
    .optional(),
  Nested: z.object({ inner: z.string() }).optional(),
});

const refusal = (input: Record<string, unknown>, checked: z.ZodType = schema, code?: string) => {
  const run = operation(checked, () => "accepted", code);
  try {
    return run({ input } as ApiCall, new AbortController().signal);
  } catch (error) {
    return error instanceof ServiceError ? `${error.code}: ${error.message}` : error;
  }
};

const required = z.object({ Name: z.string(), SecretId: z.string() });

describe("operation()", () => {
  it.each<[input: Record<string, unknown>, constraint: string]>([
    [
      { Name: "a" },
      "Value 'a' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      { Name: "abcdef" },
      "Value 'abcdef' at 'name' failed to satisfy constraint: Member must have length less than or equal to 5",
    ],
    [
      { Key: "a b" },
      "Value 'a b' at 'key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w.-]+",
    ],
    [
      { Own: "b" },
      "Value 'b' at 'own' failed to satisfy constraint: Member must satisfy regular expression pattern: a+",
    ],
    [
      { State: "on" },
      "Value 'on' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ON, OFF]",
    ],
    [
      { Limit: 101 },
      "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
    [
      { Limit: 0 },
      "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      { Names: [] },
      "Value '[]' at 'names' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      { Names: ["a", "b", "c"] },
      "Value '[a, b, c]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 2",
    ],
    [
      { Entries: [{}] },
      "Value null at 'entries.1.member.source' failed to satisfy constraint: Member must not be null",
    ],
    [
      { Entries: [{ Source: "a" }, { Source: "long" }] },
      "Value 'long' at 'entries.2.member.source' failed to satisfy constraint: Member must have length less than or equal to 3",
    ],
    [
      { Entries: [{ Source: "a" }, { Source: "a" }, { Source: "a" }] },
      "Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to 2",
    ],
    [
      { SecretString: "hidden" },
      "Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 3",
    ],
    [{ Seconds: "soon" }, "Value 'soon' at 'seconds' failed to satisfy constraint: it has to be a number"],
  ])("words the refusal of %j as AWS does", (input, constraint) => {
    expect(refusal(input)).toBe(`ValidationException: 1 validation error detected: ${constraint}`);
  });

  it("names all that is missing, and takes null for missing", () => {
    const constraint = (name: string) =>
      `Value null at '${name}' failed to satisfy constraint: Member must not be null`;
    expect(refusal({ SecretId: null }, required, "ValidationError")).toBe(
      `ValidationError: 2 validation errors detected: ${constraint("name")}; ${constraint("secretId")}`,
    );
    expect(refusal({ Name: null, Nested: { inner: "a", more: null }, Limit: null })).toBe("accepted");
  });

  it.each<[input: Record<string, unknown>, message: string]>([
    [{ Name: 1 }, "NUMBER_VALUE can not be converted to a String"],
    [{ Name: 1.5 }, "DECIMAL_VALUE can not be converted to a String"],
    [{ Name: true }, "TRUE_VALUE can not be converted to a String"],
    [{ Name: ["a"] }, "Start of list found where not expected"],
    [{ Name: { a: 1 } }, "Start of structure or map found where not expected"],
    [{ Limit: "1" }, "STRING_VALUE can not be converted to an Integer"],
    [{ Flag: "true" }, "STRING_VALUE can not be converted to a Boolean"],
    [{ Names: "a" }, "Expected list or null"],
    [{ Nested: "a" }, "Expected null"],
    [{ Name: "a", Nested: 1 }, "Expected null"],
  ])("cannot read %j", (input, message) => {
    expect(refusal(input)).toBe(`SerializationException: ${message}`);
  });
});
