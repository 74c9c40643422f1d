import { join } from "node:path";
import { CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { WebSocketApi, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { WebSocketLambdaAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { WebSocketLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { AttributeType, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";

/** A chat on one WebSocket API: who has a token comes in, and what they say reaches everybody. */
export class ChatStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const connections = new TableV2(this, "Connections", {
      partitionKey: { name: "connectionId", type: AttributeType.STRING },
      timeToLiveAttribute: "expiresAt",
      removalPolicy: RemovalPolicy.DESTROY, // Connections are worth nothing without their API.
    });
    const secret = new Secret(this, "Secret", {
      description: "The key that signs tokens (HS256)",
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });

    const SECRET_ARN = secret.secretArn;
    const authorize = this.lambda("Authorize", "tokens.ts", "authorize", { SECRET_ARN });
    // Gives a token for any user to whoever may invoke it, by IAM: let nobody do that but what signs your users in.
    const createToken = this.lambda("CreateToken", "tokens.ts", "create", { SECRET_ARN });
    for (const reader of [authorize, createToken]) secret.grantRead(reader);

    const TABLE_NAME = connections.tableName;
    const connect = this.lambda("Connect", "chat.ts", "connect", { TABLE_NAME });
    const disconnect = this.lambda("Disconnect", "chat.ts", "disconnect", { TABLE_NAME });
    const say = this.lambda("Say", "chat.ts", "say", { TABLE_NAME });
    connections.grant(connect, "dynamodb:PutItem");
    connections.grant(disconnect, "dynamodb:DeleteItem");
    connections.grant(say, "dynamodb:Scan", "dynamodb:DeleteItem");

    const route = (name: string, handler: NodejsFunction) => ({
      integration: new WebSocketLambdaIntegration(name, handler),
    });
    const authorizer = new WebSocketLambdaAuthorizer("Authorizer", authorize, {
      identitySource: ["route.request.header.Sec-WebSocket-Protocol"],
    });
    const api = new WebSocketApi(this, "Api", {
      connectRouteOptions: { ...route("Connect", connect), authorizer },
      disconnectRouteOptions: route("Disconnect", disconnect),
    });
    api.addRoute("say", route("Say", say));
    const stage = new WebSocketStage(this, "Stage", {
      webSocketApi: api,
      stageName: "dev",
      autoDeploy: true,
      throttle: { rateLimit: 100, burstLimit: 50 },
    });
    stage.grantManagementApiAccess(say);
    say.addEnvironment("SOCKETS_URL", stage.callbackUrl);

    new CfnOutput(this, "Url", { value: stage.url });
    new CfnOutput(this, "CreateTokenName", { value: createToken.functionName });
  }

  private lambda(id: string, file: string, handler: string, environment: Record<string, string>): NodejsFunction {
    return new NodejsFunction(this, id, {
      entry: join(import.meta.dirname, "src", file),
      handler,
      environment,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(10),
      bundling: { format: OutputFormat.ESM, mainFields: ["module", "main"], target: "node22" },
    });
  }
}
