import { isObject, listOf, type PlainObject, pick, textOf } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import { type GeneratedResources, getAtt, hashOf, ref, type SamContext, samMistake } from "../expansion/context.ts";

export interface CustomDomain {
  readonly resources: GeneratedResources;
  readonly aliases: Readonly<Record<string, string>>;
}

const NONE: CustomDomain = { resources: {}, aliases: {} };

/** `Domain` of an HTTP or WebSocket API: the domain name, where the API is mapped below it, and its DNS records. */
export function customDomain(
  declaration: Declaration,
  stageId: string,
  tags: PlainObject,
  context: SamContext,
): CustomDomain {
  const { logicalId, properties, location } = declaration;
  const at = context.positions.at(properties, "Domain") ?? location;
  const domain = context.settle(properties.Domain, at);
  if (!isObject(domain)) return NONE;
  if (domain.DomainName === undefined || domain.CertificateArn === undefined)
    throw samMistake("Domain needs DomainName and CertificateArn.", at);
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
      ...mappings(logicalId, stageId, domainId, domain),
      ...records(domainId, domain),
    },
  };
}

function mappings(apiId: string, stageId: string, domainId: string, { BasePath }: PlainObject): GeneratedResources {
  const mapping = (key: PlainObject) => ({
    Type: "AWS::ApiGatewayV2::ApiMapping",
    Properties: { ApiId: ref(apiId), DomainName: ref(domainId), Stage: ref(stageId), ...key },
  });
  const paths = listOf(BasePath).map((path) => textOf(path) ?? "");
  if (paths.length === 0) return { [`${apiId}ApiMapping`]: mapping({}) };
  return Object.fromEntries(
    paths.map((path) => [
      `${apiId}${path.replace(/[-_/]+/g, "")}ApiMapping`,
      mapping({ ApiMappingKey: path.replace(/^\/+|\/+$/g, "") }),
    ]),
  );
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
