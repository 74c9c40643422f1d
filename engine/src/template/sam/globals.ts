import { nearestName } from "../../kernel/words/nearest-name.ts";
import type { Compilation } from "../compilation.ts";
import { functionUse } from "../intrinsics/call.ts";
import { isObject, listOf, objectOf, own, type PlainObject } from "../plain-data.ts";
import type { Positions } from "../positions.ts";
import type { Declaration } from "../resources/declaration.ts";

const PREFIX = "AWS::Serverless::";

/** Types that take globals, with the properties that each resource has to say for itself (`globals.py` of SAM, May 2026). */
const OWN_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  Api: words(
    "ApiKeySourceType DefinitionBody Description DisableExecuteApiEndpoint FailOnWarnings Mode Models Policy StageName Tags",
  ),
  CapacityProvider: words("CapacityProviderName"),
  Function: words(
    "AutoPublishCodeSha256 Events FunctionName ImageConfig ImageUri InlineCode PackageType Policies Role VersionDescription",
  ),
  HttpApi: words("DefinitionBody DefinitionUri Description DisableExecuteApiEndpoint Name StageName"),
  LayerVersion: words(
    "CompatibleArchitectures CompatibleRuntimes ContentUri Description LayerName LicenseInfo RetentionPolicy",
  ),
  SimpleTable: words("PointInTimeRecoverySpecification PrimaryKey ProvisionedThroughput TableName Tags"),
  StateMachine: words(
    "AutoPublishAlias Definition DefinitionSubstitutions DefinitionUri DeploymentPreference Events Logging Name PermissionsBoundary Policies Role RolePath Tags Tracing Type UseAliasAsEventTarget",
  ),
  WebSocketApi: words("Auth Description Name Routes StageName"),
};

function words(text: string): readonly string[] {
  return text.split(" ");
}

/** Says which parts of `Globals` no resource can take, in SAM's words. SAM may know further types by now. */
export function checkGlobals(globals: PlainObject, { positions, notices }: Compilation): void {
  for (const [section, properties] of Object.entries(globals)) {
    const location = positions.at(globals, section) ?? positions.top;
    const ownProperties = own(OWN_PROPERTIES, section);
    const refused = Object.keys(objectOf(properties)).filter((name) => ownProperties?.includes(name));
    for (const name of refused)
      notices.add("error", "unknown-globals", `${INVALID} '${name}' is not a supported property of '${section}'.`, {
        location: positions.at(objectOf(properties), name) ?? location,
      });
    if (ownProperties) continue;
    const known = Object.keys(OWN_PROPERTIES);
    const meant = nearestName(section, known);
    const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
    const message = `${INVALID} '${section}' is not supported. Must be one of the following values - [${known.join(", ")}].${hint}`;
    notices.add(meant === undefined ? "warning" : "error", "unknown-globals", message, { location });
  }
}

const INVALID = "'Globals' section is invalid.";

/** `declaration` with what `Globals` says of its type; its own properties count more. */
export function withGlobals(declaration: Declaration, globals: PlainObject, positions: Positions): Declaration {
  const section = globals[declaration.type.slice(PREFIX.length)];
  const ignored = declaration.body.IgnoreGlobals;
  if (!declaration.type.startsWith(PREFIX) || !isObject(section) || ignored === "*") return declaration;
  const applied = positions.inherit(
    Object.fromEntries(Object.entries(section).filter(([key]) => !listOf(ignored).includes(key))),
    section,
  );
  return { ...declaration, properties: objectOf(merge(applied, declaration.properties, positions)) };
}

/** Maps are merged, lists joined, and of anything else the resource's own value counts. */
function merge(common: unknown, local: unknown, positions: Positions): unknown {
  if (Array.isArray(common) && Array.isArray(local)) return join(common, local, positions);
  if (!isMap(common) || !isMap(local)) return local;
  const keys = [...new Set([...Object.keys(common), ...Object.keys(local)])];
  const choose = (key: string) => {
    if (!Object.hasOwn(local, key)) return own(common, key);
    return Object.hasOwn(common, key) ? merge(common[key], local[key], positions) : local[key];
  };
  return positions.inherit(Object.fromEntries(keys.map((key) => [key, choose(key)])), common, local);
}

const isMap = (value: unknown): value is PlainObject => isObject(value) && functionUse(value) === undefined;

function join(common: readonly unknown[], local: readonly unknown[], positions: Positions): unknown[] {
  const joined = [...common, ...local];
  const places = joined.flatMap((_, index) => {
    const place = index < common.length ? positions.at(common, index) : positions.at(local, index - common.length);
    return place ? [[index, place] as const] : [];
  });
  positions.set(joined, new Map(places));
  return joined;
}
