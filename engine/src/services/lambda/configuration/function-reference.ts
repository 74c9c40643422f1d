import { remembered } from "../../../kernel/remembered.ts";
import type { StackIdentity } from "../../../template/model.ts";

/** A function as callers and templates name it. */
export interface FunctionReference {
  readonly name: string;
  /** A version, an alias or `$LATEST`; undefined when none was given. */
  readonly qualifier: string | undefined;
  /** Undefined where the reference leaves it out: the caller's then. */
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
}

/** Name, partial ARN or full ARN, each with or without a qualifier. .../api/API_Invoke.html#API_Invoke_RequestParameters */
const REFERENCE =
  /^(?:arn:aws[a-z-]*:lambda:)?(?:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([\w-]{1,140})(?::(\$LATEST|[\w-]+))?$/;

/** The parts of a function's name, partial ARN or ARN; undefined when `text` is none. */
export const parseFunctionReference = remembered((text): FunctionReference | undefined => {
  const [, region, accountId, name, qualifier] = REFERENCE.exec(text) ?? [];
  return name === undefined ? undefined : { name, qualifier, region, accountId };
});

type ArnIdentity = Pick<StackIdentity, "partition" | "region" | "accountId">;

const lambdaArn = ({ partition, region, accountId }: ArnIdentity, resource: string) =>
  `arn:${partition}:lambda:${region}:${accountId}:${resource}`;

export const functionArn = (
  stack: ArnIdentity,
  { name, qualifier }: { name: string; qualifier?: string | undefined },
) => lambdaArn(stack, qualifier === undefined ? `function:${name}` : `function:${name}:${qualifier}`);

export const layerVersionArn = (stack: ArnIdentity, name: string) => lambdaArn(stack, `layer:${name}:1`);

export const eventSourceMappingArn = (stack: ArnIdentity, uuid: string) =>
  lambdaArn(stack, `event-source-mapping:${uuid}`);
