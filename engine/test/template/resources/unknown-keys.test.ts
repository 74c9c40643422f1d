import { describe, expect, it } from "vitest";
import { z } from "zod";
import { unknownKeys } from "../../../src/template/resources/unknown-keys.ts";

const inner = z.object({ a: z.string() });

describe("unknownKeys()", () => {
  it.each<[what: string, schema: z.ZodType, value: unknown, paths: unknown]>([
    ["an object", inner, { a: 1, b: 2 }, [["b"]]],
    ["an optional object with a default", inner.optional().default({ a: "" }), { b: 2 }, [["b"]]],
    ["a nullable, read-only object", inner.nullable().readonly(), { b: 2 }, [["b"]]],
    ["a transformed object", inner.transform(String), { b: 2 }, [["b"]]],
    ["a preprocessed object", z.preprocess((value) => value, inner), { b: 2 }, [["b"]]],
    ["a lazy object", z.lazy(() => inner), { b: 2 }, [["b"]]],
    ["an object within", z.object({ o: inner }), { o: { b: 2 } }, [["o", "b"]]],
    ["a list", z.array(inner), [{ a: 1 }, { b: 2 }], [[1, "b"]]],
    ["a record", z.record(z.string(), inner), { x: { b: 2 } }, [["x", "b"]]],
    ["a loose object", inner.loose(), { b: 2 }, []],
    ["an object with a catch-all", inner.catchall(inner), { x: { b: 2 } }, [["x", "b"]]],
    [
      "a union, where any branch knows a key",
      z.union([inner, z.object({ b: z.string() })]),
      { a: 1, b: 2, c: 3 },
      [["c"]],
    ],
    ["a union of text and an object", z.union([z.string(), inner]), "text", []],
    ["anything", z.unknown(), { b: 2 }, []],
    ["a key that every object inherits", inner, { constructor: 1 }, [["constructor"]]],
  ])("finds what is not read in %s", (_what, schema, value, paths) => {
    expect(unknownKeys(schema, value)).toEqual(paths);
  });
});
