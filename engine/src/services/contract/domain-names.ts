import type { Stack } from "../../template/model.ts";

/** Types with a custom domain's name: a domain may be declared elsewhere and only mapped here. */
const TYPES: readonly string[] = [
  "AWS::ApiGateway::BasePathMapping",
  "AWS::ApiGateway::DomainName",
  "AWS::ApiGatewayV2::ApiMapping",
  "AWS::ApiGatewayV2::DomainName",
];

/** Custom domains of the stack's APIs, in lower case: calls to them are meant for this engine. */
export function domainNames({ resources }: Stack): ReadonlySet<string> {
  const domains = [...resources.values()].filter(({ type }) => TYPES.includes(type));
  return new Set(
    domains.flatMap(({ properties: { DomainName: name } }) => (typeof name === "string" ? [name.toLowerCase()] : [])),
  );
}
