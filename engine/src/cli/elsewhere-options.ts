import { resolve } from "node:path";
import type { EngineOptions } from "../engine.ts";
import { UserError } from "../kernel/errors.ts";
import { type OptionSpec, type ParsedArgs, parsePairs } from "./args.ts";
import { SERVICE_NAMES, suggestServices } from "./aws-services.ts";

/** Options for services that do not run here. */
export const elsewhereOptions: Readonly<Record<string, OptionSpec>> = {
  passthrough: {
    type: "string",
    multiple: true,
    value: "SERVICE",
    description: "Let functions call this service of the real AWS, e.g. cognito-idp (repeatable; default: none)",
  },
  service: {
    type: "string",
    multiple: true,
    value: "NAME=URL",
    description: "Lead this service's calls to another server, e.g. s3=http://KEY:SECRET@localhost:9000 (repeatable)",
  },
  "allow-remote-services": {
    type: "boolean",
    description: "Let --service name a server outside of this machine and of private networks",
  },
  mock: {
    type: "string",
    multiple: true,
    value: "bedrock=FILE",
    description: "Answer for models out of a file of canned answers (YAML or JSON)",
  },
};

type ElsewhereOptions = Pick<EngineOptions, "passthrough" | "services" | "allowRemoteServices" | "mock">;

export async function readElsewhereOptions(args: ParsedArgs): Promise<ElsewhereOptions> {
  const { emulatedServices } = await import("../engine.ts");
  const knownService = (option: string, name: string) => serviceOf(option, name, emulatedServices);
  return {
    passthrough: args.strings("passthrough").map((name) => knownService("passthrough", name)),
    services: mapNames(parsePairs(args.strings("service"), "--service"), (name) => knownService("service", name)),
    allowRemoteServices: args.flag("allow-remote-services"),
    mock: mockOf(args),
  };
}

const mapNames = (pairs: Readonly<Record<string, string>>, map: (name: string) => string) =>
  Object.fromEntries(Object.entries(pairs).map(([name, value]) => [map(name), value]));

/** A service that does not run here, by the name that it signs with. */
function serviceOf(option: string, name: string, emulatedServices: readonly string[]): string {
  if (emulatedServices.includes(name)) throw new UserError(`--${option} ${name}: this service runs here.`);
  if (SERVICE_NAMES.includes(name)) return name;
  const meant = suggestServices(name);
  throw new UserError(`--${option} ${name}: AWS has no service that signs by this name.`, {
    hint:
      meant.length > 0 ? `Perhaps ${meant.join(", ")}?` : "It is the part after arn:aws: in ARNs, e.g. cognito-idp.",
  });
}

function mockOf(args: ParsedArgs): Readonly<Record<string, string>> {
  const files = parsePairs(args.strings("mock"), "--mock");
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, resolve(file)]));
}
