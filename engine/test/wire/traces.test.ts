import { beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../src/kernel/clock.ts";
import { createJournal, type Journal } from "../../src/kernel/journal.ts";
import { systemRandom } from "../../src/kernel/random.ts";
import { createTracer, type Span, type Tracer } from "../../src/kernel/tracing.ts";
import { createDispatcher } from "../../src/wire/dispatch.ts";
import { createPrincipals, type Principals } from "../../src/wire/principal.ts";

const ANOTHER = "1-5759e988-bd862e3fe1be46a994272793";
const PARENT = "53995c3f42cd8ad8";

let journal: Journal;
let tracer: Tracer;
let principals: Principals;
let call: (accessKeyId: string, traceHeader?: string) => Promise<Span | undefined>;

/** Calls are not signed well: the journal has each that was refused. */
beforeEach(() => {
  const clock = createClock(() => 0);
  tracer = createTracer({ clock, random: systemRandom });
  journal = createJournal(clock.now, { tracer });
  const developerKeys = [{ accessKeyId: "test", secretAccessKey: "test" }];
  principals = createPrincipals({ accountId: "123456789012", random: systemRandom, developerKeys });
  const target = {
    name: "sqs",
    protocols: [{ kind: "json-1.0", targetPrefix: "AmazonSQS" } as const],
    service: { operations: {} },
  };
  const guard = () => ({});
  const dispatch = createDispatcher({ targets: [target], principals, random: systemRandom, journal, tracer, guard });
  call = async (accessKeyId, traceHeader) => {
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260301/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0`,
      "x-amz-target": "AmazonSQS.SendMessage",
      ...(traceHeader !== undefined && { "x-amzn-trace-id": traceHeader }),
    };
    const request = { method: "POST", rawPath: "/", rawQuery: "", host: "127.0.0.1", headers, rawHeaders: [] };
    const body = Buffer.from("{}");
    await dispatch({ ...request, remoteAddress: "127.0.0.1", body }, new AbortController().signal);
    return journal.entries({ type: "call" }).at(-1)?.trace;
  };
});

/** The key of a function that is running. */
function runningKey(): { readonly accessKeyId: string; readonly span: Span } {
  const span = tracer.trace(() => tracer.current);
  if (!span) throw new Error("There is no span.");
  const { accessKeyId } = principals.issue("arn:aws:iam::123456789012:role/r", "session", () => span);
  return { accessKeyId, span };
}

describe("a call of a function", () => {
  it("is a part of its invocation, also with a header that says so", async () => {
    const { accessKeyId, span } = runningKey();
    for (const header of [undefined, "", "nonsense", `Root=${span.traceId};Parent=${PARENT}`])
      expect(await call(accessKeyId, header)).toMatchObject({ traceId: span.traceId, parentId: span.spanId });
  });

  it("is a part of another trace that its header names: a batch can be of several", async () => {
    const { accessKeyId, span } = runningKey();
    const header = `Root=${ANOTHER};Parent=${PARENT};Sampled=1`;
    // Who reads the trace sees which function it was.
    expect(await call(accessKeyId, header)).toMatchObject({ traceId: ANOTHER, parentId: span.spanId });
  });
});

describe("a call of somebody else", () => {
  it("is a part of the trace that its header names, or begins one", async () => {
    expect(await call("test", `Root=${ANOTHER};Parent=${PARENT}`)).toMatchObject({
      traceId: ANOTHER,
      parentId: PARENT,
    });
    expect((await call("test"))?.traceId).not.toBe(ANOTHER);
  });
});
