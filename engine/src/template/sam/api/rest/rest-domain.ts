import { defined, pick, textOf } from "../../../plain-data.ts";
import type { Declaration } from "../../../resources/declaration.ts";
import { hashOf, ref, type SamContext } from "../../expansion/context.ts";
import { type CustomDomain, domainOf, mappingsOf, NO_DOMAIN } from "../custom-domain.ts";

/** `Domain` of a REST API: the domain name, and where the API is mapped below it. */
export function restDomain(declaration: Declaration, stageId: string, context: SamContext): CustomDomain {
  const { logicalId } = declaration;
  const domain = domainOf(declaration, context);
  if (!domain) return NO_DOMAIN;
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
      ...mappingsOf(logicalId, "BasePathMapping", domain, (BasePath) => ({
        Type: "AWS::ApiGateway::BasePathMapping",
        Properties: {
          DomainName: ref(domainId),
          RestApiId: ref(logicalId),
          Stage: ref(stageId),
          ...defined({ BasePath }),
        },
      })),
    },
  };
}
