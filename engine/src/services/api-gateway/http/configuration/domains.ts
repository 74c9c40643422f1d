import { apiMapping } from "../../resource-types/domain.ts";
import { declared } from "../../resource-types/resource-types.ts";
import { basePathMapping } from "../../resource-types/rest.ts";
import type { Api, CustomDomain, DomainMapping } from "./model.ts";
import type { Surroundings } from "./scope.ts";

interface Mapping {
  readonly domain: string;
  readonly key: string;
  readonly apiId: string;
  /** Undefined: the next segment of the path names it. */
  readonly stage: string | undefined;
}

/** Custom domains with the APIs that are mapped below them. A domain may be declared elsewhere and only mapped here. */
export function compileDomains({ resources }: Surroundings, apis: readonly Api[]): readonly CustomDomain[] {
  const mappings: readonly Mapping[] = [
    ...declared(resources, apiMapping).map(({ properties: { DomainName, ApiId, Stage, ApiMappingKey } }) => ({
      domain: DomainName.toLowerCase(),
      key: ApiMappingKey,
      apiId: ApiId,
      stage: Stage,
    })),
    ...declared(resources, basePathMapping).map(({ properties: { DomainName, RestApiId, Stage, BasePath } }) => ({
      domain: DomainName.toLowerCase(),
      key: BasePath,
      apiId: RestApiId ?? "",
      stage: Stage,
    })),
  ].map((mapping) => ({ ...mapping, key: mapping.key === "(none)" ? "" : mapping.key }));
  const names = new Set(
    mappings.filter(({ apiId }) => apis.some(({ id }) => id === apiId)).map(({ domain }) => domain),
  );
  return [...names].map((name) => ({
    name,
    mappings: mappings
      .filter(({ domain }) => domain === name)
      .flatMap((mapping) => compileMapping(mapping, apis) ?? [])
      .sort((one, other) => other.key.length - one.key.length),
  }));
}

function compileMapping({ key, apiId, stage }: Mapping, apis: readonly Api[]): DomainMapping | undefined {
  const api = apis.find(({ id }) => id === apiId);
  if (!api) return undefined;
  const named = stage === undefined ? undefined : api.stages.get(stage);
  return stage !== undefined && !named ? undefined : { key, stage: named, stages: api.stages };
}
