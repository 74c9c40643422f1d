import type { Location } from "../../../kernel/errors.ts";
import { isObject, objectOf, type PlainObject, textOf } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import { type SamContext, samMistake } from "../expansion/context.ts";

/** The common part of the `Auth` of an HTTP and of a REST API. */
export interface DeclaredAuth {
  readonly auth: PlainObject;
  /** Names and settings, in their order. */
  readonly authorizers: readonly (readonly [name: string, settings: PlainObject])[];
  readonly schemes: PlainObject;
  readonly defaultName: string | undefined;
  readonly at: Location;
}

/** Makes an authorizer's security scheme for OpenAPI; throws for one that cannot be understood. */
export type SchemeOf = (name: string, settings: PlainObject, at: Location) => PlainObject;

/** Reads `Auth`. An authorizer that cannot be understood is a mistake: it must never mean that anyone may call. */
export function readAuth(
  { properties, location }: Declaration,
  context: SamContext,
  schemeOf: SchemeOf,
): DeclaredAuth | undefined {
  const at = context.positions.at(properties, "Auth") ?? location;
  const auth = context.settle(properties.Auth, at);
  if (auth === undefined) return undefined;
  if (!isObject(auth)) throw samMistake("Auth must be a map.", at);
  const authorizers = Object.entries(objectOf(auth.Authorizers)).map(
    ([name, settings]) => [name, objectOf(settings)] as const,
  );
  const schemes = Object.fromEntries(authorizers.map(([name, settings]) => [name, schemeOf(name, settings, at)]));
  return { auth, authorizers, schemes, defaultName: textOf(auth.DefaultAuthorizer), at };
}

/** A default that is no authorizer would leave routes open. */
export function assertDefault({ defaultName, at }: DeclaredAuth, isScheme: (name: string) => boolean): void {
  if (defaultName !== undefined && !isScheme(defaultName))
    throw samMistake(`DefaultAuthorizer ${defaultName} is none of the Authorizers.`, at);
}
