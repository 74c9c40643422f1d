import type { Notice, Stack, StackResource } from "../model.ts";
import { type ArnPlace, arnsIn, isAccountId, isRegion } from "./arns.ts";

type Path = readonly (string | number)[];

interface Found extends ArnPlace {
  readonly logicalId: string;
  readonly path: Path;
}

/** The service of integrations' and authorizers' URIs, whose APIs are called by another one. */
const URIS = "apigateway";

/**
 * Warnings of ARNs of another account or region: nothing that runs here has such a name. Each account and each region
 * is told once. `services` are those that run here; what others have elsewhere is no matter.
 */
export function noteForeignArns(stack: Stack, services: readonly string[]): readonly Notice[] {
  const arns = [...stack.resources.values()]
    .filter(({ verdict, type }) => verdict === "emulated" || type.startsWith("AWS::IAM::"))
    .flatMap(arnsOf)
    .filter(({ service }) => service === URIS || services.includes(service));
  const accounts = firstOfEach(
    arns,
    ({ accountId }) => isAccountId(accountId) && accountId !== stack.accountId && accountId,
  );
  const regions = firstOfEach(arns, ({ region }) => isRegion(region) && region !== stack.region && region);
  return [
    ...[...accounts].map(([account, arn]) => warn(stack, arn, `account ${account}`, `--account-id ${account}`)),
    ...[...regions].map(([region, arn]) => warn(stack, arn, `region ${region}`, `--region ${region}`)),
  ];
}

function firstOfEach(arns: readonly Found[], keyOf: (arn: Found) => string | false): ReadonlyMap<string, Found> {
  const first = new Map<string, Found>();
  for (const arn of arns) {
    const key = keyOf(arn);
    if (key !== false && !first.has(key)) first.set(key, arn);
  }
  return first;
}

function warn(stack: Stack, { arn, logicalId, path }: Found, place: string, option: string): Notice {
  const location = stack.locate(logicalId, path);
  const here = place.startsWith("region") ? stack.region : stack.accountId;
  const message = `${arn} is of ${place}, and this stack is in ${here}, where nothing has that name; ${option} puts the stack there.`;
  return { severity: "warning", code: "foreign-arn", message, logicalId, location };
}

const arnsOf = ({ logicalId, properties }: StackResource): readonly Found[] =>
  leavesOf(properties, ["Properties"]).flatMap(({ text, path }) =>
    arnsIn(text).map((arn) => ({ ...arn, logicalId, path })),
  );

function leavesOf(value: unknown, path: Path): readonly { readonly text: string; readonly path: Path }[] {
  if (typeof value === "string") return [{ text: value, path }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    leavesOf(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
