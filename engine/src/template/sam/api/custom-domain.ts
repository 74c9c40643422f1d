import { defined, isObject, listOf, type PlainObject, pick, textOf } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import {
  type Generated,
  type GeneratedResources,
  getAtt,
  hashOf,
  ref,
  type SamContext,
  samMistake,
} from "../expansion/context.ts";

export interface CustomDomain {
  readonly resources: GeneratedResources;
  readonly aliases: Readonly<Record<string, string>>;
}

export const NO_DOMAIN: CustomDomain = { resources: {}, aliases: {} };

/** `Domain` of an HTTP or WebSocket API: the domain name, where the API is mapped below it, and its DNS records. */
export function customDomain(
  declaration: Declaration,
  stageId: string,
  tags: PlainObject,
  context: SamContext,
): CustomDomain {
  const { logicalId } = declaration;
  const domain = domainOf(declaration, context);
  if (!domain) return NO_DOMAIN;
  const domainId = `ApiGatewayDomainNameV2${hashOf(domain.DomainName)}`;
  return {
    aliases: { [`${logicalId}.DomainName`]: domainId },
    resources: {
      [domainId]: {
        Type: "AWS::ApiGatewayV2::DomainName",
        Properties: {
          DomainName: domain.DomainName,
          DomainNameConfigurations: [
            {
              EndpointType: "REGIONAL",
              ...pick(domain, ["CertificateArn", "OwnershipVerificationCertificateArn", "SecurityPolicy"]),
            },
          ],
          ...pick(domain, ["MutualTlsAuthentication"]),
          Tags: tags,
        },
      },
      ...mappingsOf(logicalId, "ApiMapping", domain, (ApiMappingKey) => ({
        Type: "AWS::ApiGatewayV2::ApiMapping",
        Properties: {
          ApiId: ref(logicalId),
          DomainName: ref(domainId),
          Stage: ref(stageId),
          ...defined({ ApiMappingKey }),
        },
      })),
      ...records(domainId, domain),
    },
  };
}

function records(domainId: string, { DomainName, Route53 }: PlainObject): GeneratedResources {
  if (!isObject(Route53)) return {};
  const zone = pick(Route53, Route53.HostedZoneId === undefined ? ["HostedZoneName"] : ["HostedZoneId"]);
  const record = (Type: string) => ({
    Name: DomainName,
    Type,
    AliasTarget: {
      ...pick(Route53, ["EvaluateTargetHealth"]),
      HostedZoneId: getAtt(domainId, "RegionalHostedZoneId"),
      DNSName: getAtt(domainId, "RegionalDomainName"),
    },
    ...pick(Route53, ["Region", "SetIdentifier"]),
  });
  const id = `RecordSetGroup${hashOf(Object.values(zone)[0])}`;
  const RecordSets = [record("A"), ...(Route53.IpV6 === true ? [record("AAAA")] : [])];
  return { [id]: { Type: "AWS::Route53::RecordSetGroup", Properties: { ...zone, RecordSets } } };
}

/** The settled `Domain` of an API; undefined when it has none. Throws a `TemplateMistake` for one that lacks a part. */
export function domainOf({ properties, location }: Declaration, context: SamContext): PlainObject | undefined {
  const at = context.positions.at(properties, "Domain") ?? location;
  const domain = context.settle(properties.Domain, at);
  if (!isObject(domain)) return undefined;
  if (domain.DomainName === undefined || domain.CertificateArn === undefined)
    throw samMistake("Domain needs DomainName and CertificateArn.", at);
  return domain;
}

/** The mappings of an API below its domain: one for each base path, or one for the whole of it. */
export function mappingsOf(
  apiId: string,
  ending: string,
  { BasePath }: PlainObject,
  mapping: (path?: string) => Generated,
): GeneratedResources {
  const paths = listOf(BasePath).map((path) => textOf(path) ?? "");
  if (paths.length === 0) return { [`${apiId}${ending}`]: mapping() };
  const idOf = (path: string) => `${apiId}${path.replace(/[-_/]+/g, "")}${ending}`;
  return Object.fromEntries(paths.map((path) => [idOf(path), mapping(path.replace(/^\/+|\/+$/g, ""))]));
}
