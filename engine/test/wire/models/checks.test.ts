import { describe, expect, it } from "vitest";
import { createLimits, violationsOf } from "../../../src/wire/models/limits.ts";
import type { ServiceModel } from "../../../src/wire/models/model.ts";
import { commonWords, dynamodbWords, misreading } from "../../../src/wire/models/types.ts";

const model: ServiceModel = {
  origin: "",
  inputs: { Put: "Input" },
  shapes: {
    Input: {
      type: "structure",
      members: {
        Name: "Name",
        Count: "Count",
        Mode: "Mode",
        Flag: "boolean",
        Data: "Data",
        Names: "Names",
        Entries: "Entries",
        ByName: "ByName",
        Tags: "Tags",
        Secret: "Secret",
        Anything: "document",
        Share: "double",
      },
      required: ["Name"],
    },
    Name: { type: "string", min: 2, max: 5, pattern: "[a-z]+" },
    Count: { type: "integer", min: 1, max: 10 },
    Mode: { type: "string", enum: ["ON", "OFF"] },
    Data: { type: "blob", max: 3 },
    Names: { type: "list", member: "Name", max: 2 },
    Entries: { type: "list", member: "Entry" },
    Entry: { type: "structure", members: { Name: "Name", Inner: "Entry" }, required: ["Name"] },
    ByName: { type: "map", key: "Name", value: "Entry" },
    Tags: { type: "map", key: "Name", value: "Name" },
    Secret: { type: "string", max: 3, sensitive: true },
  },
};

const value = (quoted: string, place: string, constraint: string) =>
  `Value ${quoted}at '${place}' failed to satisfy constraint: ${constraint}`;

const ALL_OF_NAME =
  "[Member must have length less than or equal to 5, Member must have length greater than or equal to 2, Member must satisfy regular expression pattern: [a-z]+]";

describe("violationsOf", () => {
  it.each<[input: object, violations: readonly string[]]>([
    [{ Name: "abc", Count: 1, Mode: "ON", Names: ["abc"], Anything: { a: [] } }, []],
    [{}, [value("null ", "name", "Member must not be null")]],
    [{ Name: null }, [value("null ", "name", "Member must not be null")]],
    [
      { Name: "!" },
      [
        value("'!' ", "name", "Member must satisfy regular expression pattern: [a-z]+"),
        value("'!' ", "name", "Member must have length greater than or equal to 2"),
      ],
    ],
    [{ Name: "abcdef" }, [value("'abcdef' ", "name", "Member must have length less than or equal to 5")]],
    [{ Name: "abc", Count: 0 }, [value("'0' ", "count", "Member must have value greater than or equal to 1")]],
    [{ Name: "abc", Count: "eleven" }, [value("'eleven' ", "count", "it has to be a number")]],
    [{ Name: "abc", Count: "11" }, [value("'11' ", "count", "Member must have value less than or equal to 10")]],
    [{ Name: "abc", Mode: "on" }, [value("'on' ", "mode", "Member must satisfy enum value set: [ON, OFF]")]],
    [
      { Name: "abc", Data: "YWJjZA==" },
      [
        value(
          "'java.nio.HeapByteBuffer[pos=0 lim=4 cap=4]' ",
          "data",
          "Member must have length less than or equal to 3",
        ),
      ],
    ],
    [{ Name: "abc", Secret: "long" }, [value("", "secret", "Member must have length less than or equal to 3")]],
    [{ Name: "abc", Names: ["!"] }, [value("'[!]' ", "names", `Member must satisfy constraint: ${ALL_OF_NAME}`)]],
    [
      { Name: "abc", Entries: [{ Name: "abc" }, {}] },
      [value("null ", "entries.2.member.name", "Member must not be null")],
    ],
    [{ Name: "abc", Entries: [null] }, [value("null ", "entries.1.member", "Member must not be null")]],
    [{ Name: "abc", ByName: { key: {} } }, [value("null ", "byName.key.member.name", "Member must not be null")]],
    [
      { Name: "abc", Tags: { key: "!" } },
      [value("'{key=!}' ", "tags", `Map value must satisfy constraint: ${ALL_OF_NAME}`)],
    ],
    [
      { Name: "abc", Tags: { K: "abc" } },
      [value("'{K=abc}' ", "tags", `Map keys must satisfy constraint: ${ALL_OF_NAME}`)],
    ],
  ])("says of %j in AWS's words what is not allowed", (input, violations) => {
    expect(violationsOf(input, "Input", createLimits(model))).toEqual(violations);
  });
});

describe("misreading", () => {
  it.each<[input: unknown, common: string | undefined, dynamodb: string | undefined]>([
    [{ Name: "abc", Flag: true, Share: 0.5, Names: null, Entries: [{ Inner: {} }] }, undefined, undefined],
    [{ Share: "NaN", __proto__: null, constructor: 1, Unknown: [] }, undefined, undefined],
    [{ Anything: [1] }, undefined, undefined],
    [{ Name: 1 }, "NUMBER_VALUE can not be converted to a String", "NUMBER_VALUE cannot be converted to String"],
    [{ Count: "1" }, "STRING_VALUE can not be converted to an Integer", "STRING_VALUE cannot be converted to Integer"],
    [{ Flag: "true" }, "STRING_VALUE can not be converted to a Boolean", "Unexpected token received from parser"],
    [
      { Data: 1 },
      "NUMBER_VALUE can not be converted to a Blob",
      "only base-64-encoded strings are convertible to bytes",
    ],
    [{ Name: [] }, "Start of list found where not expected", "Unrecognized collection type class java.lang.String"],
    [
      { Names: {} },
      "Start of structure or map found where not expected",
      "Start of structure or map found where not expected",
    ],
    [{ Names: "a" }, "Expected list or null", "Unexpected field type"],
    [{ Names: [null] }, undefined, "NULL_VALUE cannot be converted to String"],
    [{ Entries: ["a"] }, "Expected null", "Unexpected value type in payload"],
    [
      { Tags: [] },
      "Start of list found where not expected",
      "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.Name>",
    ],
    [
      { Entries: [{ Inner: { Name: true } }] },
      "TRUE_VALUE can not be converted to a String",
      "TRUE_VALUE cannot be converted to String",
    ],
  ])("of %j is told in the words of most services, or of DynamoDB", (input, common, dynamodb) => {
    expect(misreading(input, "Input", model, commonWords)).toBe(common);
    expect(misreading(input, "Input", model, dynamodbWords)).toBe(dynamodb);
  });
});
