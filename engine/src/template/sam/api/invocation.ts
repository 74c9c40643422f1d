import { ref, sub } from "../expansion/context.ts";

/** The URI by which API Gateway calls a function; `variable` is the name that its ARN has inside. */
export const invocationUri = (functionArn: unknown, variable = "__FunctionArn__") =>
  sub(
    `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${variable}}/invocations`,
    { [variable]: functionArn },
  );

/** Lets API Gateway call a function for what `SourceArn` names. */
export const invokePermission = (FunctionName: unknown, SourceArn: unknown) => ({
  Type: "AWS::Lambda::Permission",
  Properties: { Action: "lambda:InvokeFunction", FunctionName, Principal: "apigateway.amazonaws.com", SourceArn },
});

/** Lets an API ask a function who may call it. */
export const authorizerPermission = (apiId: string, functionArn: unknown) =>
  invokePermission(
    functionArn,
    sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*", {
      __ApiId__: ref(apiId),
    }),
  );
