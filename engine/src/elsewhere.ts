import { UserError } from "./kernel/errors.ts";
import { definitions } from "./services/registry.ts";
import type { Place } from "./wire/elsewhere/forward.ts";
import { servicePlace } from "./wire/elsewhere/service-url.ts";
import { awsPlace } from "./wire/passthrough.ts";
import type { Credentials } from "./wire/principal.ts";

export interface ElsewhereOptions {
  readonly passthrough?: readonly string[];
  readonly services?: Readonly<Record<string, string>>;
  readonly allowRemoteServices?: boolean;
  readonly mock?: Readonly<Record<string, string>>;
  readonly developerCredentials?: readonly Credentials[];
}

/** The services that a file answers for, where there is one. */
export const mockedServices: readonly string[] = definitions.filter(({ runs }) => runs).map(({ name }) => name);

/** The places of services that are answered elsewhere. Throws a `UserError` for one that cannot be. */
export function placesOf(options: ElsewhereOptions): ReadonlyMap<string, Place> {
  const { passthrough = [], services = {}, allowRemoteServices = false, mock = {}, developerCredentials } = options;
  const credentials = developerCredentials?.[0];
  const places = new Map<string, Place>();
  for (const name of Object.keys(mock))
    if (!mockedServices.includes(name))
      throw new UserError(`--mock ${name}: canned answers are there for ${mockedServices.join(", ")} only.`);

  function add(service: string, place: Place): void {
    const taken = places.get(service)?.option ?? (Object.hasOwn(mock, service) ? `--mock ${service}` : undefined);
    if (taken !== undefined) throw new UserError(`${place.option} and ${taken} both answer its calls: leave one out.`);
    if (definitions.some(({ name, replaceable }) => name === service && !replaceable))
      throw new UserError(`${place.option}: this service runs here.`, hintFor(service));
    places.set(service, place);
  }

  for (const service of new Set(passthrough)) add(service, awsPlace(service, { credentials }));
  for (const [service, url] of Object.entries(services))
    add(service, servicePlace({ service, url, allowRemote: allowRemoteServices, credentials }));
  return places;
}

const hintFor = (service: string) =>
  service === "dynamodb" ? { hint: "Another DynamoDB is given with --dynamodb URL." } : {};
