// The parts of a new action, as texts.

/** @param {string} name */
const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * @param {string} name
 * @param {boolean} hasAnswer
 */
export const contractEntry = (name, hasAnswer) =>
  hasAnswer
    ? `/** Form of \`${name}\`, and of its answer. */
export const ${name} = {
  payload: z.strictObject({ text: fields.printable(1_000) }, "must be an object"),
  answer: z.object({ type: z.literal("${name}"), text: z.string() }),
};
`
    : `/** Form of \`${name}\`, which has no answer, and of what it pushes. */
export const ${name} = {
  payload: z.strictObject({ entityId: fields.entityId }, "must be an object"),
  push: z.object({ type: z.literal("${name}"), entityId: z.string(), userId: z.string() }),
};
`;

/**
 * @param {string} name
 * @param {boolean} hasAnswer
 */
export const source = (name, hasAnswer) =>
  hasAnswer
    ? `import { type OwnAct, ownAction } from "../src/own-action.ts";
import { ${name} as entry } from "./contract.ts";

/** Answers \`${name}\`. */
export const ${name}: OwnAct<typeof entry> = async ({ text }, { sender }) => {
  return { type: "${name}", text: \`\${sender.userId}: \${text}\` };
};

export const handler = ownAction("${name}", entry, ${name});
`
    : `import { type OwnAct, ownAction, refuse } from "../src/own-action.ts";
import { ${name} as entry } from "./contract.ts";

/** Tells who else is subscribed to the entity. */
export const ${name}: OwnAct<typeof entry> = async ({ entityId }, { sender, isSubscribed, pushToSubscribers }) => {
  if (!(await isSubscribed(entityId))) throw refuse("not_subscribed");
  await pushToSubscribers(entityId, { type: "${name}", entityId, userId: sender.userId });
};

export const handler = ownAction("${name}", entry, ${name});
`;

/**
 * @param {string} name
 * @param {string} file
 * @param {boolean} hasAnswer
 */
export const test = (name, file, hasAnswer) => `import { describe, expect, it } from "vitest";
import { fakeCall } from "../src/core/actions/fake-call.ts";
import { ${name} } from "./${file}.ts";

describe("${name}", () => {
${hasAnswer ? testOfAnswer(name) : testOfPush(name)}});
`;

/** @param {string} name */
const testOfAnswer = (name) => `  it("answers with who said what", async () => {
    expect(await ${name}({ text: "Hello" }, fakeCall())).toEqual({ type: "${name}", text: "ada: Hello" });
  });
`;

/** @param {string} name */
const testOfPush = (name) => `  it("tells who else is subscribed to the entity", async () => {
    const call = fakeCall({ subscribed: ["room"] });
    await ${name}({ entityId: "room" }, call);
    const message = { type: "${name}", entityId: "room", userId: "ada" };
    expect(call.pushes).toEqual([{ entityId: "room", message }]);
  });

  it("is refused to who is not subscribed", async () => {
    await expect(${name}({ entityId: "room" }, fakeCall())).rejects.toMatchObject({ code: "not_subscribed" });
  });
`;

/** @param {string} id */
const routeResponse = (id) => `  ${id}RouteResponse:
    Type: AWS::ApiGatewayV2::RouteResponse
    Properties:
      ApiId: !Ref ApiId
      RouteId: !Ref ${id}Route
      RouteResponseKey: $default
`;

/**
 * @param {string} name
 * @param {string} file
 * @param {boolean} hasAnswer
 */
export function templateBlock(name, file, hasAnswer) {
  const id = capital(name);
  return `  # ── ${name} ${"─".repeat(113 - name.length)}
  ${id}Function:
    Type: AWS::Serverless::Function
    Properties:
      Description: ${hasAnswer ? "Answers" : "Takes"} ${name}
      Handler: ${file}.handler
      Policies:
        - !Ref PolicyArn
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        EntryPoints: [${file}.ts]
        Format: esm
        OutExtension: [.js=.mjs]
        Target: node22
        MainFields: module,main
        Minify: true
        Sourcemap: true
  ${id}Route:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref ApiId
      RouteKey: ${name}
${hasAnswer ? "      RouteResponseSelectionExpression: $default\n" : ""}      Target: !Sub integrations/\${${id}Integration}
${hasAnswer ? routeResponse(id) : ""}  ${id}Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref ApiId
      IntegrationType: AWS_PROXY
      IntegrationUri: !Sub arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${id}Function.Arn}/invocations
  ${id}Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref ${id}Function
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${ApiId}/\${StageName}/${name}
`;
}
