import { describe, expect, it } from "vitest";
import { systemRandom } from "../../src/kernel/random.ts";
import { createPrincipals } from "../../src/wire/principal.ts";

const ROLE_ARN = "arn:aws:iam::000000000000:role/worker";
const ENDED_MEANWHILE = 1_000;

const create = () => createPrincipals({ accountId: "000000000000", random: systemRandom, developerKeys: [] });

describe("the key of an environment that has ended", () => {
  it("is still known, as calls may be on their way, but belongs to no work", () => {
    const principals = create();
    const { accessKeyId } = principals.issue(ROLE_ARN, "f", () => ({ traceId: "1-0", spanId: "0", startedAt: 0 }));
    expect(principals.find(accessKeyId)?.span?.()).toBeDefined();
    principals.end(accessKeyId);
    expect(principals.find(accessKeyId)).toMatchObject({ principal: { roleArn: ROLE_ARN }, span: undefined });
  });

  it("is forgotten once a thousand more have ended; one in use stays", () => {
    const principals = create();
    const issue = () => principals.issue(ROLE_ARN, "f").accessKeyId;
    const [used, ended] = [issue(), issue()];
    principals.end(ended);
    for (let n = 0; n < ENDED_MEANWHILE; n++) principals.end(issue());
    expect(principals.find(ended)).toBeUndefined();
    expect(principals.find(used)).toBeDefined();
  });
});
