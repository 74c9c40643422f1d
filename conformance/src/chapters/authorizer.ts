import { expect } from "expect";
import { connect, eventOf, programmed } from "../probe/client.ts";
import { handshake, presigned, signatureOf, statusOf } from "../probe/http.ts";
import { chapter } from "../suite/declare.ts";
import type { LambdaEvent, Target } from "../targets/target.ts";

const EXECUTE = "execute-api:Invoke";

interface Statement {
  readonly Effect?: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly [element: string]: unknown;
}

/** An authorizer's answer with these statements. */
const policy = (...statements: readonly Statement[]) => ({
  principalId: "user-1",
  policyDocument: {
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", Action: EXECUTE, ...statement })),
  },
});

export const authorizer = chapter("The Lambda authorizer", (target, { describe, it }) => {
  const guarded = target.stage("Guarded/prod");
  const api = () => guarded.arn.replace(/\/prod$/, "");
  const connectArn = () => `${guarded.arn}/$connect`;
  const asking = (authorizer: object) => programmed(guarded.wsUrl, { authorizer });
  const statusFor = (answer: unknown) => statusOf(asking({ return: answer }));
  const statusesFor = (answers: readonly unknown[]) => Promise.all(answers.map(statusFor));

  describe.concurrent("its policy", () => {
    it("lets a client in that it allows $connect, by whole ARN or with * and ? [3.1/evaluated-resource] [3.1/ordinary-matching]", async () => {
      const allowing = [
        connectArn(),
        `${guarded.arn}/*`,
        `${api()}/*`,
        `${api()}/p?od/$connect`,
        [connectArn(), "arn:aws:s3:::x"],
        "*",
      ];
      expect(await statusesFor(allowing.map((Resource) => policy({ Resource })))).toEqual(allowing.map(() => 101));
    });

    it("does not fit $connect with two levels after the stage, nor another stage or letter case [3.1/ordinary-matching] [1.3/deny]", async () => {
      const others = [`${guarded.arn}/*/*`, `${api()}/dev/*`, `${api()}/PROD/$connect`, guarded.arn];
      expect(await statusesFor(others.map((Resource) => policy({ Resource })))).toEqual(others.map(() => 403));
    });

    it("refuses with 403: an explicit Deny wins, and what nothing allows is denied [1.3/deny] [3.1/deny-wins]", async () => {
      const refusing = [
        policy({ Resource: "*" }, { Effect: "Deny", Resource: connectArn() }),
        policy({ Effect: "Deny", Resource: "*" }),
        policy({ Resource: "*", Action: "execute-api:ManageConnections" }),
        policy(),
      ];
      expect(await statusesFor(refusing)).toEqual(refusing.map(() => 403));
      expect(await handshake(asking({ return: policy() }))).toMatchObject({
        headers: { "x-amzn-errortype": "ForbiddenException" },
        body: '{"message":"Forbidden"}',
      });
    });

    it("is read whole: NotAction, NotResource, conditions, actions in any letter case [3.1/whole-language]", async () => {
      const allowing = [
        policy({ Action: ["EXECUTE-API:invoke"], Resource: "*" }),
        policy({ Action: undefined, NotAction: "s3:*", Resource: "*" }),
        policy({ Resource: undefined, NotResource: `${api()}/dev/*` }),
        policy({ Resource: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      ];
      const refusing = [
        policy({ Action: undefined, NotAction: "execute-api:*", Resource: "*" }),
        policy({ Resource: undefined, NotResource: `${api()}/prod/*` }),
        policy({ Resource: "*", Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }),
      ];
      expect(await statusesFor([...allowing, ...refusing])).toEqual([101, 101, 101, 101, 403, 403, 403]);
    });

    it("with a Resource of more than 512 characters is not taken [3.1/resource-length]", async () => {
      expect(await statusFor(policy({ Resource: `${guarded.arn}/*${"x".repeat(512)}` }))).toBe(500);
    });
  });

  describe.concurrent("its failures", () => {
    it("are 401 for exactly Unauthorized [1.3/unauthorized]", async () => {
      expect(await handshake(asking({ throw: "Unauthorized" }))).toMatchObject({
        status: 401,
        headers: { "content-type": "application/json", "x-amzn-errortype": "UnauthorizedException" },
        body: '{"message":"Unauthorized"}',
      });
    });

    it("are 500 for every other message, however near [1.3/authorizer-fails]", async () => {
      const messages = ["unauthorized", "Unauthorized.", "Unauthorized ", "boom", ""];
      expect(await Promise.all(messages.map((message) => statusOf(asking({ throw: message }))))).toEqual(
        messages.map(() => 500),
      );
    });

    it("are 500 for an answer that is no policy [1.3/authorizer-fails] [3.1/required-members]", async () => {
      const { policyDocument } = policy({ Resource: "*" });
      const answers = [
        { statusCode: 401 },
        { principalId: "user-1" },
        { principalId: "user-1", policyDocument: "Allow" },
        { principalId: "user-1", policyDocument: { Statement: [{ Effect: "allow", Action: "*", Resource: "*" }] } },
        { policyDocument: { ...policyDocument, Statement: [{ Effect: "Allow" }] }, principalId: "user-1" },
        "Allow",
      ];
      expect(await statusesFor(answers)).toEqual(answers.map(() => 500));
    });

    it("are 500 without a principalId [3.1/missing-principal]", async () => {
      const { policyDocument } = policy({ Resource: "*" });
      expect(await statusesFor([{ policyDocument }, { policyDocument, principalId: "" }])).toEqual([500, 500]);
    });

    it("are 500 for a context with an object or a list in it [3.1/context-values]", async () => {
      const contexts = [{ groups: ["a"] }, { profile: { name: "x" } }];
      expect(await Promise.all(contexts.map((context) => statusOf(asking({ context }))))).toEqual([500, 500]);
    });

    it("are 500 for an answer of more than 8 KB, and not for one below [3/result-size] [7/authorizer-result]", async () => {
      const sizes = [7_000, 9_000];
      const statuses = sizes.map((paddingBytes) => statusOf(asking({ paddingBytes })));
      expect(await Promise.all(statuses)).toEqual([101, 500]);
    });
  });

  describe.concurrent("identity sources", () => {
    const sources = target.stage("Sources/with");
    const statusWith = (wsUrl: string, query: string, headers?: Record<string, string>) =>
      statusOf(`${wsUrl}${query}`, headers);

    it("that are all there let the authorizer decide; header names in any letter case [3/identity-source] [3/runtime-check]", async () => {
      expect(await statusWith(sources.wsUrl, "?token=t", { "x-tOKEN": "t" })).toBe(101);
    });

    it("answer 401 when one is missing or empty [1.3/identity-source-missing] [3/runtime-check]", async () => {
      expect(
        await Promise.all([
          statusWith(sources.wsUrl, ""),
          statusWith(sources.wsUrl, "?token=t"),
          statusWith(sources.wsUrl, "", { "X-Token": "t" }),
          statusWith(sources.wsUrl, "?token=", { "X-Token": "t" }),
          statusWith(sources.wsUrl, "?token=t", { "X-Token": "" }),
          statusWith(sources.wsUrl, "?TOKEN=t", { "X-Token": "t" }),
        ]),
      ).toEqual(Array(6).fill(401));
    });

    it("answer 401 for a stage variable that the stage lacks [3/identity-source]", async () => {
      expect(await statusWith(target.stage("Sources/without").wsUrl, "?token=t", { "X-Token": "t" })).toBe(401);
    });

    it("answer 401 without calling the authorizer, which would have answered 500 [1.3/identity-source-missing]", async () => {
      const failing = `?authorizer=${encodeURIComponent('{"throw":"boom"}')}`;
      expect(
        await Promise.all([
          statusWith(sources.wsUrl, failing, { "X-Token": "t" }),
          statusWith(sources.wsUrl, `${failing}&token=t`, { "X-Token": "t" }),
        ]),
      ).toEqual([401, 500]);
    });

    it("may be none: the authorizer is then always called [3/empty-list]", async () => {
      expect(await Promise.all([statusOf(guarded.wsUrl), statusOf(asking({ throw: "boom" }))])).toEqual([101, 500]);
    });
  });

  it("is called anew for every handshake: nothing is cached [3/no-cache]", async () => {
    const url = asking({ record: true, context: { tag: "cache" } });
    const ids = new Set<unknown>();
    const isNew = ({ type, requestContext, queryStringParameters }: LambdaEvent) =>
      type === "REQUEST" &&
      JSON.stringify(queryStringParameters).includes("cache") &&
      !ids.has(requestContext.requestId);
    for (let round = 0; round < 2; round++) {
      expect(await statusOf(url)).toBe(101);
      ids.add((await target.records.next(isNew)).requestContext.requestId);
    }
    expect(ids.size).toBe(2);
  });

  it("tells who the client is in messages [3.1/context] [2.6/authorizer]", async () => {
    using client = await connect(asking({ context: { tenant: "acme" } }));
    const { authorizer: known } = (await eventOf(client, "hello")).requestContext;
    expect(known).toMatchObject({ principalId: "user-1", tenant: "acme" });
  });

  it("tells values of its context as text [2.6/context-types]", async () => {
    using client = await connect(asking({ context: { level: 3, admin: true } }));
    const { authorizer: known } = (await eventOf(client, "hello")).requestContext;
    expect(known).toMatchObject({ level: "3", admin: "true" });
  });

  it("tells its latency on CONNECT alone [2.6/integration-latency] [2.6/authorizer]", async () => {
    const context = { tenant: "acme", level: 3, admin: true };
    const known = { principalId: "user-1", tenant: "acme", level: "3", admin: "true" };
    using client = await connect(asking({ context }));
    const message = await eventOf(client, "hello");
    expect(message.requestContext.authorizer).toEqual(known);
    await client.close();
    const [connectEvent, disconnectEvent] = await Promise.all(
      ["CONNECT", "DISCONNECT"].map((eventType) =>
        target.records.next(
          ({ type, requestContext }) =>
            type === undefined &&
            requestContext.eventType === eventType &&
            requestContext.connectionId === message.requestContext.connectionId,
        ),
      ),
    );
    expect(connectEvent?.requestContext.authorizer).toEqual({ ...known, integrationLatency: expect.any(Number) });
    expect(disconnectEvent?.requestContext.authorizer).toEqual(known);
  });

  it("is not asked about messages: a Deny on their route has no effect [3.1/not-for-messages] [1.2/connection-time-only] [3/route]", async () => {
    const answer = policy({ Resource: "*" }, { Effect: "Deny", Resource: `${guarded.arn}/admin` });
    using client = await connect(asking({ return: answer }));
    expect((await eventOf(client, { action: "admin" })).requestContext.routeKey).toBe("admin");
  });

  describe.concurrent("AWS_IAM", () => {
    const stage = target.stage("Signed/test");
    const signature = (as: Target = target) => signatureOf(as, stage.managementUrl);

    it("lets a signed client in and tells who it is [1.3/iam] [2.6/identity-of-callers]", async () => {
      using _client = await connect(stage, { ...(await signature()), "User-Agent": "signed/1" });
      const { requestContext } = await target.records.next(
        (event) => event.requestContext.apiId === stage.apiId && event.requestContext.eventType === "CONNECT",
      );
      const text = expect.any(String);
      expect(requestContext.identity).toMatchObject({ accountId: text, caller: text, user: text, userArn: text });
    });

    it("lets a client in whose URL is signed, as a browser's has to be [1.3/iam]", async () => {
      expect(await statusOf(await presigned(target, stage.wsUrl))).toBe(101);
    });

    it("answers 403 to an unsigned or wrongly signed client [1.3/iam]", async () => {
      const wrong = { ...target, credentials: { ...target.credentials, secretAccessKey: "wrong" } };
      const headers = await signature(wrong);
      expect(await Promise.all([statusOf(stage.wsUrl), statusOf(stage.wsUrl, headers)])).toEqual([403, 403]);
    });
  });
});
