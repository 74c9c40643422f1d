import { z } from "zod";
import { text } from "../../contract/properties.ts";
import { generated, named, resourceId } from "./identifiers.ts";

export const domainName = named(z.object({ DomainName: text }), "DomainName", {
  RegionalDomainName: (domain, stack) =>
    `d-${resourceId(domain, stack, 10)}.execute-api.${stack.region}.${stack.urlSuffix}`,
  RegionalHostedZoneId: (domain, stack) => `Z${resourceId(`${domain}/zone`, stack, 13).toUpperCase()}`,
  DomainNameArn: (domain, { partition, region }) => `arn:${partition}:apigateway:${region}::/domainnames/${domain}`,
});

export const apiMapping = generated(
  z.object({ ApiId: text, DomainName: text, Stage: text, ApiMappingKey: text.default("") }),
  { idLength: 6, idAttribute: "ApiMappingId" },
);
