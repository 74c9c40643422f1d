import { formatArn, parseArn } from "../../languages/arn.ts";
import type { StackIdentity } from "../../template/model.ts";

const INVOCATION_PATH = /:lambda:path\/\d{4}-\d{2}-\d{2}\/functions\/(.+?)\/invocations$/;

/**
 * The function that an `IntegrationUri` or `AuthorizerUri` names: the usual
 * `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function}/invocations`, or the function's ARN alone,
 * which AWS's own samples use too. Where it gives a bare name, the ARN is completed. Undefined when it is neither.
 */
export function functionArnOf(uri: string, stack: StackIdentity): string | undefined {
  const named = INVOCATION_PATH.exec(uri)?.[1];
  const candidate = named ?? uri;
  if (parseArn(candidate)?.service === "lambda") return candidate;
  if (!named || named.startsWith("arn:")) return undefined;
  const { partition, region, accountId } = stack;
  return formatArn({ partition, service: "lambda", region, accountId, resource: `function:${named}` });
}

/** `text` with `${stageVariables.name}` replaced; a variable that the stage lacks becomes empty, as on AWS. */
export function substituteStageVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? "") : "",
  );
}
