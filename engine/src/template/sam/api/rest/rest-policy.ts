import { isObject, listOf, type PlainObject, textOf } from "../../../plain-data.ts";

type Statements = (values: readonly unknown[]) => readonly PlainObject[];

const EVERYWHERE = "execute-api:/*";

const statement = (Effect: "Allow" | "Deny", more: PlainObject): PlainObject => ({
  Effect,
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: EVERYWHERE,
  ...more,
});

const accounts =
  (effect: "Allow" | "Deny"): Statements =>
  (values) => [statement(effect, { Principal: { AWS: values } })];

/** Everybody may, except where the condition holds. */
const except =
  (operator: string, key: string): Statements =>
  (values) => [statement("Allow", {}), statement("Deny", { Condition: { [operator]: { [key]: values } } })];

/** Networks and their endpoints are told apart by their ids. */
const networks =
  (operator: string): Statements =>
  (values) => {
    const isEndpoint = (value: unknown) => textOf(value)?.startsWith("vpce-") === true;
    const endpoints = values.filter(isEndpoint);
    const others = values.filter((value) => !isEndpoint(value));
    return [
      ...(others.length > 0 ? except(operator, "aws:SourceVpc")(others) : []),
      ...(endpoints.length > 0 ? except(operator, "aws:SourceVpce")(endpoints) : []),
    ];
  };

const STATEMENTS: Readonly<Record<string, Statements>> = {
  AwsAccountWhitelist: accounts("Allow"),
  AwsAccountBlacklist: accounts("Deny"),
  IpRangeWhitelist: except("NotIpAddress", "aws:SourceIp"),
  IpRangeBlacklist: except("IpAddress", "aws:SourceIp"),
  SourceVpcWhitelist: networks("StringNotEquals"),
  SourceVpcBlacklist: networks("StringEquals"),
  IntrinsicVpcWhitelist: except("StringNotEquals", "aws:SourceVpc"),
  IntrinsicVpceWhitelist: except("StringNotEquals", "aws:SourceVpce"),
  IntrinsicVpcBlacklist: except("StringEquals", "aws:SourceVpc"),
  IntrinsicVpceBlacklist: except("StringEquals", "aws:SourceVpce"),
  CustomStatements: (values) => values.filter(isObject),
};

/** `Auth.ResourcePolicy` of a REST API as the policy that its definition carries. */
export function resourcePolicy({ ResourcePolicy }: PlainObject): PlainObject {
  if (!isObject(ResourcePolicy)) return {};
  const given = Object.entries(STATEMENTS).filter(([key]) => ResourcePolicy[key] !== undefined);
  const Statement = given.flatMap(([key, statements]) => statements(listOf(ResourcePolicy[key])));
  return { "x-amazon-apigateway-policy": { Version: "2012-10-17", Statement } };
}
