import { isObject, listOf, type PlainObject, pick, textOf } from "../../../plain-data.ts";
import type { Declaration } from "../../../resources/declaration.ts";
import { type GeneratedResources, hashOf, ref, type SamContext, samMistake } from "../../expansion/context.ts";
import type { CustomDomain } from "../custom-domain.ts";

/** `Domain` of a REST API: the domain name, and where the API is mapped below it. */
export function restDomain(declaration: Declaration, stageId: string, context: SamContext): CustomDomain {
  const { logicalId, properties, location } = declaration;
  const at = context.positions.at(properties, "Domain") ?? location;
  const domain = context.settle(properties.Domain, at);
  if (!isObject(domain)) return { resources: {}, aliases: {} };
  if (domain.DomainName === undefined || domain.CertificateArn === undefined)
    throw samMistake("Domain needs DomainName and CertificateArn.", at);
  const domainId = `ApiGatewayDomainName${hashOf(domain.DomainName)}`;
  const endpoint = textOf(domain.EndpointConfiguration) ?? "REGIONAL";
  const certificate = endpoint === "EDGE" ? "CertificateArn" : "RegionalCertificateArn";
  return {
    aliases: { [`${logicalId}.DomainName`]: domainId },
    resources: {
      [domainId]: {
        Type: "AWS::ApiGateway::DomainName",
        Properties: {
          DomainName: domain.DomainName,
          EndpointConfiguration: { Types: [endpoint] },
          [certificate]: domain.CertificateArn,
          ...pick(domain, ["MutualTlsAuthentication", "OwnershipVerificationCertificateArn", "SecurityPolicy"]),
        },
      },
      ...basePaths(logicalId, stageId, domainId, domain),
    },
  };
}

function basePaths(apiId: string, stageId: string, domainId: string, { BasePath }: PlainObject): GeneratedResources {
  const mapping = (key: PlainObject) => ({
    Type: "AWS::ApiGateway::BasePathMapping",
    Properties: { DomainName: ref(domainId), RestApiId: ref(apiId), Stage: ref(stageId), ...key },
  });
  const paths = listOf(BasePath).map((path) => textOf(path) ?? "");
  if (paths.length === 0) return { [`${apiId}BasePathMapping`]: mapping({}) };
  return Object.fromEntries(
    paths.map((path) => [
      `${apiId}${path.replace(/[-_/]+/g, "")}BasePathMapping`,
      mapping({ BasePath: path.replace(/^\/+|\/+$/g, "") }),
    ]),
  );
}
