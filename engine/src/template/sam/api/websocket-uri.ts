import { sub } from "../expansion/context.ts";

/** The URI by which API Gateway calls a function; `variable` is the name that its ARN has inside. */
export const invocationUri = (variable: string, functionArn: unknown) =>
  sub(
    `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${variable}}/invocations`,
    { [variable]: functionArn },
  );
