import { describe, expect, it } from "vitest";
import { functions, logicalIdOf, propertiesOf, resourcesOf } from "./support/template.ts";

const POST_TO_CONNECTIONS =
  "execute-api:ManageConnections arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${WebsocketApi}/${StageName}/POST/@connections/*";

describe("permissions", () => {
  /** Permissions of each function, and to what. Anything more must be argued for here. */
  const ALLOWED: Readonly<Record<string, readonly string[]>> = {
    AuthorizerFunction: ["secretsmanager:GetSecretValue JwtSigningSecret", "dynamodb:UpdateItem ConnectionsTable"],
    RotateSecretFunction: ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"].map(
      (action) => `secretsmanager:${action} JwtSigningSecret`,
    ),
    ConnectFunction: [
      ...onTable("GetItem", "PutItem", "UpdateItem"),
      POST_TO_CONNECTIONS.replace("/POST/", "/GET/"),
      "sqs:SendMessage CloseQueue",
    ],
    DisconnectFunction: onTable("Query", "UpdateItem", "DeleteItem", "BatchWriteItem"),
    SubscribeFunction: [
      ...onTable("GetItem", "Query", "PutItem", "UpdateItem"),
      POST_TO_CONNECTIONS,
      "sqs:SendMessage CloseQueue",
    ],
    UnsubscribeFunction: [...onTable("UpdateItem", "DeleteItem"), "sqs:SendMessage CloseQueue"],
    AuthenticateFunction: [
      "secretsmanager:GetSecretValue JwtSigningSecret",
      ...onTable("GetItem", "Query", "UpdateItem", "DeleteItem"),
      "sqs:SendMessage CloseQueue",
    ],
    DefaultFunction: [...onTable("UpdateItem"), "sqs:SendMessage CloseQueue"],
    // The only one that may close connections.
    CloseConnectionsFunction: [
      ...reader("CloseQueue"),
      "sqs:SendMessage CloseQueue",
      "sqs:SendMessage CloseDeadLetterQueue",
      "dynamodb:Query ${ConnectionsTable.Arn}/index/TokenIndex",
      ...onTable("Query", "GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"),
      POST_TO_CONNECTIONS,
      POST_TO_CONNECTIONS.replace("/POST/", "/DELETE/"),
    ],
    PublishEntityFunction: [
      ...reader("EntityUpdatedQueue"),
      "sqs:SendMessage EntityUpdatedQueue",
      "sqs:SendMessage DeliveryQueue",
      "sqs:SendMessage EntityUpdatedDeadLetterQueue",
      "dynamodb:Query ${ConnectionsTable.Arn}/index/GSI1",
      ...pusher("PutItem"),
    ],
    PublishStreamFunction: [
      ...reader("EntityStreamQueue"),
      "sqs:SendMessage EntityStreamQueue",
      "sqs:SendMessage DeliveryQueue",
      "sqs:SendMessage EntityStreamDeadLetterQueue",
      "dynamodb:Query ${ConnectionsTable.Arn}/index/GSI1",
      ...pusher("PutItem"),
    ],
    NotifyUserFunction: [
      ...reader("UserNotificationQueue"),
      "sqs:SendMessage DeliveryQueue",
      "sqs:SendMessage UserNotificationDeadLetterQueue",
      "dynamodb:Query ${ConnectionsTable.Arn}/index/GSI1",
      ...pusher("PutItem"),
    ],
    SendFunction: [
      ...reader("DeliveryQueue"),
      "sqs:SendMessage DeliveryQueue",
      "sqs:SendMessage DeliveryDeadLetterQueue",
      ...pusher(),
    ],
    InboxFunction: [...onTable("GetItem", "Query", "UpdateItem"), POST_TO_CONNECTIONS, "sqs:SendMessage CloseQueue"],
    PresenceFunction: [
      ...onTable("Query", "GetItem", "PutItem", "UpdateItem", "DeleteItem"),
      "sqs:SendMessage CloseQueue",
      POST_TO_CONNECTIONS,
    ],
    PresenceChangesFunction: [
      ...["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].map(
        (action) => `dynamodb:${action} ConnectionsTable`,
      ),
      ...["PresenceDeadLetterQueue", "DeliveryQueue", "CloseQueue"].map((queue) => `sqs:SendMessage ${queue}`),
      "dynamodb:Query ${ConnectionsTable.Arn}/index/GSI1",
      ...onTable("Query", "GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"),
      POST_TO_CONNECTIONS,
    ],
    HttpAuthorizerFunction: ["secretsmanager:GetSecretValue JwtSigningSecret", ...onTable("GetItem")],
    CreateTicketFunction: onTable("PutItem", "UpdateItem"),
    CreateRequestFunction: [...onTable("GetItem", "PutItem", "UpdateItem"), "sqs:SendMessage RequestQueue"],
    GetRequestFunction: onTable("GetItem"),
    CancelRequestFunction: onTable("GetItem", "UpdateItem"),
    RunRequestFunction: [
      ...reader("RequestQueue"),
      "sqs:SendMessage UserNotificationQueue",
      "sqs:SendMessage EntityStreamQueue",
      "sqs:SendMessage RequestDeadLetterQueue",
      ...onTable("GetItem", "UpdateItem"),
    ],
    CreateTestJwt: ["secretsmanager:GetSecretValue JwtSigningSecret"],
  };

  function reader(queue: string): string[] {
    return ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map((action) => `sqs:${action} ${queue}`);
  }

  function onTable(...actions: readonly string[]): string[] {
    return actions.map((action) => `dynamodb:${action} ConnectionsTable`);
  }

  /** Looks a connection up, removes it, and notes what was done. */
  function pusher(...more: readonly string[]): string[] {
    const actions = ["Query", "GetItem", ...more, "UpdateItem", "DeleteItem", "BatchWriteItem"];
    return [...onTable(...actions), POST_TO_CONNECTIONS, "sqs:SendMessage CloseQueue"];
  }

  it.each(functions)("of %s are those that it uses", (logicalId, { Properties }) => {
    const granted = (Properties.Policies ?? []).flatMap((policy: { Statement: PolicyStatement[] }) =>
      policy.Statement.flatMap(grants),
    );
    expect(granted).toEqual(ALLOWED[logicalId]);
  });

  it.each(functions)("of %s come from the statements above alone", (_, { Properties }) => {
    // A SAM event or a policy template would add managed policies on every resource of the account.
    expect(Properties).not.toHaveProperty("Events");
    expect(Properties).not.toHaveProperty("Role");
  });

  it("of every action of one's own are these, beside those that its own template gives it", () => {
    const statements: PolicyStatement[] = propertiesOf("ActionPolicy").PolicyDocument.Statement;
    expect(statements.flatMap(grants)).toEqual([
      ...onTable("GetItem", "UpdateItem"),
      "dynamodb:Query ${ConnectionsTable.Arn}/index/GSI1",
      POST_TO_CONNECTIONS,
      "sqs:SendMessage CloseQueue",
    ]);
    expect(propertiesOf("ActionPolicy")).not.toHaveProperty("ManagedPolicyName");
  });

  it("of the role that counts pings are a write to the table, and API Gateway's alone", () => {
    expect(resourcesOf("AWS::IAM::Role").map(([logicalId]) => logicalId)).toEqual(["PingRole"]);
    const { AssumeRolePolicyDocument, Policies, ...rest } = propertiesOf("PingRole");
    expect(rest).toEqual({});
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
    const statements: PolicyStatement[] = Policies.flatMap(
      ({ PolicyDocument }: { PolicyDocument: { Statement: PolicyStatement[] } }) => PolicyDocument.Statement,
    );
    expect(statements.flatMap(grants)).toEqual(onTable("UpdateItem"));
  });

  it("lets Secrets Manager rotate our secret, and no other that its owner might point at the function", () => {
    expect(propertiesOf("RotateSecretPermission")).toMatchObject({
      Principal: "secretsmanager.amazonaws.com",
      SourceArn: { Ref: "JwtSigningSecret" },
    });
  });

  const routePermissions = resourcesOf("AWS::Lambda::Permission").filter(([id]) => id !== "RotateSecretPermission");

  it.each(routePermissions)("%s is for one route of one API", (_, { Properties }) => {
    expect(Properties.Principal).toBe("apigateway.amazonaws.com");
    expect(Properties.SourceArn["Fn::Sub"]).toMatch(
      /^arn:\$\{AWS::Partition\}:execute-api:\$\{AWS::Region\}:\$\{AWS::AccountId\}:(\$\{WebsocketApi\}\/(\$\{StageName\}\/\$?\w+|authorizers\/\$\{Authorizer\})|\$\{HttpApi\}\/(\*\/(GET|POST|DELETE)\/[\w/]+(\/\*)?|authorizers\/\$\{HttpAuthorizer\}))$/,
    );
  });
});

interface PolicyStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: ResourceName | readonly ResourceName[];
}

interface ResourceName {
  readonly Ref?: string;
  readonly "Fn::GetAtt"?: string;
  readonly "Fn::Sub"?: string;
}

function grants({ Effect, Action, Resource }: PolicyStatement): string[] {
  expect(Effect).toBe("Allow");
  return [Action]
    .flat()
    .flatMap((action) => [Resource].flat().map((one) => `${action} ${one["Fn::Sub"] ?? logicalIdOf(one)}`));
}
