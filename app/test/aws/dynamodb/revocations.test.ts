import { afterEach, describe, expect, it, vi } from "vitest";
import { createRevocations } from "../../../src/aws/dynamodb/revocations.ts";
import { openTable } from "../../../src/aws/dynamodb/table/table.ts";
import { functionEnvironment, startAwsStub } from "../../support/aws-stub.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

afterEach(() => vi.unstubAllEnvs());

const DAY_SECONDS = 24 * 60 * 60;
const MARGIN_SECONDS = 10 * 60;

describe("what was revoked of a user", () => {
  it.each([
    ["now", NOW_SECONDS, NOW_SECONDS],
    ["before", NOW_SECONDS - DAY_SECONDS, NOW_SECONDS],
    // Tokens that are issued until then are refused as well, and the last of them may live a day longer.
    ["in a year", NOW_SECONDS + 365 * DAY_SECONDS, NOW_SECONDS + 365 * DAY_SECONDS],
  ])("is kept until the last token has expired that was issued until %s", async (_when, issuedBefore, last) => {
    await using stub = await startAwsStub(() => ({ body: {} }));
    for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
    const life = { maxTokenSeconds: DAY_SECONDS, now: () => NOW_MS };
    await createRevocations(openTable("connections"), life).revokeUser({ userId: "ada" }, issuedBefore);
    expect(stub.calls.map(({ body }) => JSON.parse(body))).toMatchObject([
      {
        ExpressionAttributeValues: {
          ":issuedBefore": { N: String(issuedBefore) },
          ":ttl": { N: String(last + DAY_SECONDS + MARGIN_SECONDS) },
        },
      },
    ]);
  });
});
