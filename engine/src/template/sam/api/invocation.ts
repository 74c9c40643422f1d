import { ref, sub } from "../expansion/context.ts";

/** The URI by which an API calls the function that decides who may call it. */
export const authorizerUri = (functionArn: unknown) =>
  sub(
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations",
    {
      __FunctionArn__: functionArn,
    },
  );

/** Lets an API ask a function who may call it. */
export const authorizerPermission = (apiId: string, functionArn: unknown) => ({
  Type: "AWS::Lambda::Permission",
  Properties: {
    Action: "lambda:InvokeFunction",
    FunctionName: functionArn,
    Principal: "apigateway.amazonaws.com",
    SourceArn: sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*", {
      __ApiId__: ref(apiId),
    }),
  },
});
