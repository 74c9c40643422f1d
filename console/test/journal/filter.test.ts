import { describe, expect, it } from "vitest";
import { createFilter, selectNewest } from "../../src/journal/filter.ts";
import { entry, seqs } from "../entries.ts";

const journal = [
  entry(1, "execute-api", "connect", { connectionId: "Abc=", stage: "dev" }),
  entry(2, "lambda", "log", { functionName: "Authorizer", line: "token expired" }),
  entry(3, "execute-api", "refuse", { status: 401, reason: "Unauthorized" }),
  entry(4, "lambda", "invoke", { functionName: "Connect" }),
];

describe("filter", () => {
  it.each([
    ["everything by default", { service: "", text: "" }, [4, 3, 2, 1]],
    ["one service", { service: "execute-api", text: "" }, [3, 1]],
    ["no part of a service's name", { service: "execute", text: "" }, []],
    ["text in data", { service: "", text: "expired" }, [2]],
    ["text in any case", { service: "", text: "AUTHORIZ" }, [3, 2]],
    ["numbers", { service: "", text: "401" }, [3]],
    ["the type of event", { service: "", text: "refuse" }, [3]],
    ["several words in any order", { service: "", text: "connect  lambda" }, [4]],
    ["service and text", { service: "lambda", text: "token" }, [2]],
    ["nothing when one word is missing", { service: "", text: "connect 401" }, []],
    ["signs without a meaning of their own", { service: "", text: "abc= .*" }, []],
  ])("lets through %s", (_, filter, expected) => {
    expect(seqs(selectNewest(journal, createFilter(filter), 10))).toEqual(expected);
  });
});

describe("selectNewest", () => {
  it("looks no further once it has enough", () => {
    let looked = 0;
    const passes = () => {
      looked += 1;
      return true;
    };
    expect(seqs(selectNewest(journal, passes, 2))).toEqual([4, 3]);
    expect(looked).toBe(2);
  });
});
