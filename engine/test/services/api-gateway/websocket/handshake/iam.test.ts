import {
  ApiGatewayManagementApiClient,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { AwsV4Signer } from "aws4fetch";
import { describe, expect, it } from "vitest";
import type { IamMode } from "../../../../../src/iam/index.ts";
import { createClock } from "../../../../../src/kernel/clock.ts";
import type { StackResource } from "../../../../../src/template/model.ts";
import type { Credentials } from "../../../../../src/wire/principal.ts";
import { ACCOUNT_ID } from "../../../harness.ts";
import { API_ARN, type Gateway, ok, refusalOf, STAGE, startGateway, webSocketApi } from "../harness/gateway.ts";

const ROLE_ARN = `arn:aws:iam::${ACCOUNT_ID}:role/worker`;
const ELSEWHERE = "arn:aws:iam::123456789012:policy/elsewhere";
const NEVER_EXISTED = "BFaT_fALIAMCKug=";
const CONNECT_ARN = `${API_ARN}/${STAGE}/$connect`;

const allow = (Action: string, Resource: string, Effect = "Allow") => ({ Effect, Action, Resource });

const ofConnection = (id: string) => `${API_ARN}/${STAGE}/POST/@connections/${id}`;

/** A gateway whose stack has the role `worker`; undefined: the role is another stack's. */
async function start(
  statements?: readonly object[],
  ManagedPolicyArns: readonly string[] = [],
  iam: IamMode = "warn",
): Promise<Gateway> {
  const gateway = await startGateway({
    resources: webSocketApi({
      routes: { $connect: { function: "connect", properties: { AuthorizationType: "AWS_IAM" } } },
    }),
    functions: { connect: ok },
    settings: { iam },
    clock: createClock(),
  });
  if (statements) addRole(gateway, statements, ManagedPolicyArns);
  return gateway;
}

function addRole(gateway: Gateway, Statement: readonly object[], ManagedPolicyArns: readonly string[]): void {
  const [any] = gateway.context.stack.resources.values();
  if (!any) throw new Error("the stack is empty");
  const PolicyDocument = { Version: "2012-10-17", Statement };
  const role: StackResource = {
    ...any,
    logicalId: "WorkerRole",
    type: "AWS::IAM::Role",
    verdict: "inert",
    physicalId: "worker",
    properties: { Policies: [{ PolicyName: "p", PolicyDocument }], ManagedPolicyArns },
  };
  (gateway.context.stack.resources as Map<string, StackResource>).set("WorkerRole", role);
}

const workerOf = (gateway: Gateway) => gateway.context.principals.issue(ROLE_ARN, "session");

const management = (gateway: Gateway, credentials: Credentials) =>
  new ApiGatewayManagementApiClient({
    endpoint: `${gateway.endpoint}/${STAGE}`,
    region: "eu-west-1",
    credentials,
    maxAttempts: 1,
  });

const postAs = (gateway: Gateway, credentials: Credentials) =>
  management(gateway, credentials).send(new PostToConnectionCommand({ ConnectionId: NEVER_EXISTED, Data: "x" }));

async function signedHeaders(gateway: Gateway, credentials: Credentials, path = `/${STAGE}`) {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signer = new AwsV4Signer({
    url: gateway.endpoint + path,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    service: "execute-api",
    region: "eu-west-1",
  });
  const { headers } = await signer.sign();
  return { headers: Object.fromEntries(headers) };
}

describe("an @connections call by a function's role", () => {
  it.each([
    `${API_ARN}/${STAGE}/POST/@connections/*`,
    `${API_ARN}/${STAGE}/POST/@connections/{connectionId}`,
    `${API_ARN}/${STAGE}/*`,
    `${API_ARN}/*`,
    "*",
  ])("may be made with ManageConnections on %s", async (resource) => {
    await using gateway = await start([allow("execute-api:ManageConnections", resource)]);
    await expect(postAs(gateway, workerOf(gateway))).rejects.toMatchObject({ name: "GoneException" });
  });

  it.each([
    ["nothing", []],
    ["another action", [allow("execute-api:Invoke", "*")]],
    ["the resource without the id", [allow("execute-api:ManageConnections", `${API_ARN}/${STAGE}/POST/@connections`)]],
    ["the id of one connection", [allow("execute-api:ManageConnections", ofConnection(NEVER_EXISTED))]],
    ["another verb", [allow("execute-api:ManageConnections", `${API_ARN}/${STAGE}/DELETE/@connections/*`)]],
    ["an explicit deny", [allow("*", "*"), allow("execute-api:*", "*", "Deny")]],
  ])("is refused in AWS's words with %s", async (_, statements) => {
    await using gateway = await start(statements);
    await expect(postAs(gateway, workerOf(gateway))).rejects.toMatchObject({
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 403 },
      message: expect.stringMatching(
        /^User: arn:aws:sts::123456789012:assumed-role\/worker\/session is not authorized to perform: execute-api:ManageConnections on resource: arn:aws:execute-api:eu-west-1:\*{8}9012:\w{10}\/dev\/POST\/@connections\/\{connectionId\}/,
      ),
    });
  });

  it("is judged by its verb: a POST-only role may not GET", async () => {
    await using gateway = await start([
      allow("execute-api:ManageConnections", `${API_ARN}/${STAGE}/POST/@connections/*`),
    ]);
    const get = management(gateway, workerOf(gateway)).send(new GetConnectionCommand({ ConnectionId: NEVER_EXISTED }));
    await expect(get).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  it("is not refused for what the template does not tell: a role or a policy from elsewhere", async () => {
    await using unknownRole = await start();
    await expect(postAs(unknownRole, workerOf(unknownRole))).rejects.toMatchObject({ name: "GoneException" });
    await using unknownPolicy = await start([], [ELSEWHERE]);
    await expect(postAs(unknownPolicy, workerOf(unknownPolicy))).rejects.toMatchObject({ name: "GoneException" });
  });

  it("is refused for what the template does not tell where IAM is enforced", async () => {
    await using unknownRole = await start(undefined, [], "enforce");
    await expect(postAs(unknownRole, workerOf(unknownRole))).rejects.toMatchObject({ name: "AccessDeniedException" });
    await using unknownPolicy = await start([], [ELSEWHERE], "enforce");
    await expect(postAs(unknownPolicy, workerOf(unknownPolicy))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });

  it("is not kept from one connection by a deny that names its id", async () => {
    await using gateway = await start([allow("*", "*"), allow("*", ofConnection(NEVER_EXISTED), "Deny")]);
    await expect(postAs(gateway, workerOf(gateway))).rejects.toMatchObject({ name: "GoneException" });
  });

  it("is not asked for its rights where IAM is off, and still has to sign", async () => {
    await using gateway = await start([allow("*", "*", "Deny")], [], "off");
    await expect(postAs(gateway, workerOf(gateway))).rejects.toMatchObject({ name: "GoneException" });
    const unknown = { accessKeyId: "AKIANOBODY", secretAccessKey: "x" };
    await expect(postAs(gateway, unknown)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });
});

describe("AWS_IAM on $connect", () => {
  it("lets a signed client in and tells who it is", async () => {
    await using gateway = await start([allow("execute-api:Invoke", CONNECT_ARN)]);
    await gateway.connect(`/${STAGE}`, await signedHeaders(gateway, workerOf(gateway)));
    expect(gateway.events("connect")[0].requestContext.identity).toMatchObject({
      accountId: ACCOUNT_ID,
      userArn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/worker/session`,
    });
  });

  it("answers 403 to a client that did not sign", async () => {
    await using gateway = await start([allow("*", "*")]);
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(gateway.events("connect")).toEqual([]);
  });

  it.each([
    ["with another key", { accessKeyId: "test", secretAccessKey: "wrong" }],
    ["with a key that nobody has", { accessKeyId: "AKIANOBODY", secretAccessKey: "x" }],
  ])("answers 403 to a signature %s", async (_, credentials) => {
    await using gateway = await start([allow("*", "*")]);
    const headers = await signedHeaders(gateway, credentials);
    expect(await refusalOf(gateway.connect(`/${STAGE}`, headers))).toMatchObject({ status: 403 });
  });

  it("answers 403 to a signature for another URL", async () => {
    await using gateway = await start([allow("*", "*")]);
    const headers = await signedHeaders(gateway, workerOf(gateway), `/${STAGE}?room=1`);
    expect(await refusalOf(gateway.connect(`/${STAGE}?room=2`, headers))).toMatchObject({ status: 403 });
  });

  it.each<IamMode>(["warn", "off"])(
    "answers 403 when the role may not invoke the route, with --iam %s",
    async (iam) => {
      await using gateway = await start([allow("execute-api:ManageConnections", "*")], [], iam);
      const headers = await signedHeaders(gateway, workerOf(gateway));
      expect(await refusalOf(gateway.connect(`/${STAGE}`, headers))).toMatchObject({ status: 403 });
    },
  );

  it("asks for a signature even where @connections does not", async () => {
    await using gateway = await startGateway({
      resources: webSocketApi({ routes: { $connect: { properties: { AuthorizationType: "AWS_IAM" } } } }),
      settings: { verifySignatures: false },
    });
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 403 });
  });
});
