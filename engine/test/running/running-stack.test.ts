import { describe, expect, it } from "vitest";
import { findFunction, type RunningFunction } from "../../src/running/running-stack.ts";

const functionOf = (logicalId: string): RunningFunction => ({
  logicalId,
  name: `shop-${logicalId}-1`,
  arn: `arn:aws:lambda:us-east-1:000000000000:function:shop-${logicalId}-1`,
  qualifier: undefined,
});

const functions = ["Say", "Say3649F024", "CreateToken93B2FF5B", "ApiConnect5B7625CA", "ApiConnect7D6B12BD"].map(
  functionOf,
);

describe("findFunction", () => {
  it.each([
    ["CreateToken93B2FF5B", "CreateToken93B2FF5B"],
    ["shop-CreateToken93B2FF5B-1", "CreateToken93B2FF5B"],
    ["CreateToken", "CreateToken93B2FF5B"],
    ["Say", "Say"],
  ])("finds %s: %s", (reference, logicalId) => {
    expect(findFunction(reference, { functions }).logicalId).toBe(logicalId);
  });

  it("takes a qualifier behind a construct of CDK", () => {
    expect(findFunction("CreateToken:live", { functions })).toMatchObject({ qualifier: "live" });
  });

  it.each(["ApiConnect", "createtoken", "93B2FF5B"])("finds no function, or not the only one: %s", (reference) => {
    expect(() => findFunction(reference, { functions })).toThrow(`There is no function ${reference}.`);
  });
});
