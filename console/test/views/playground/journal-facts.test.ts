import { describe, expect, it } from "vitest";
import { findConnection, findRefusal, sentenceOf } from "../../../src/views/playground/session/journal-facts.ts";
import { entry } from "../../entries.ts";

const here = { apiId: "a", stage: "dev" };
const refuse = (seq: number, data: Record<string, unknown>) => entry(seq, "execute-api", "refuse", data);

describe("findRefusal", () => {
  const journal = [
    refuse(1, { apiId: "b", stage: "dev", status: 403, reason: "another API", requestId: "r1" }),
    entry(2, "execute-api", "authorizer", { authorizer: "Gate", requestId: "r2" }),
    refuse(3, { ...here, status: 401, reason: "no pass", requestId: "r2" }),
    refuse(4, { ...here, status: 429, reason: "too many", requestId: "r3" }),
  ];

  it.each([
    ["the first one at its stage, with the authorizer behind it", undefined, { status: "401", authorizer: "Gate" }],
    ["the one with its request id", "r3", { status: "429", reason: "too many" }],
    ["none with another id", "r9", undefined],
  ])("finds %s", (_, requestId, expected) => {
    const found = findRefusal(journal, here, requestId);
    if (expected) expect(found).toMatchObject(expected);
    else expect(found).toBeUndefined();
  });

  it("finds one that came as far as no stage", () => {
    const nowhere = [refuse(1, { status: 403, reason: "no stage has this URL", requestId: "r" })];
    expect(findRefusal(nowhere, here)?.reason).toBe("no stage has this URL");
  });
});

describe("findConnection", () => {
  it("takes the first at its stage that no other socket has", () => {
    const connect = (seq: number, connectionId: string, apiId = "a") =>
      entry(seq, "execute-api", "connect", { apiId, stage: "dev", connectionId });
    const journal = [connect(1, "x", "b"), connect(2, "taken"), connect(3, "mine")];
    expect(findConnection(journal, here, (id) => id === "taken")).toBe("mine");
    expect(findConnection([], here, () => false)).toBeUndefined();
  });
});

describe("sentenceOf", () => {
  it.each([
    [
      { status: "401", reason: "no pass", authorizer: "Gate" },
      "Refused with 401 Unauthorized: the authorizer Gate: no pass",
    ],
    [{ status: "418", reason: "" }, "Refused with 418: the journal gives no reason"],
  ])("says %j", (explanation, sentence) => {
    expect(sentenceOf(explanation)).toBe(sentence);
  });
});
