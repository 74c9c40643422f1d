import { basename, resolve } from "node:path";
import { UserError } from "../../../kernel/errors.ts";
import type { OptionSpec, ParsedArgs } from "../../args.ts";

export const initOptions: Readonly<Record<string, OptionSpec>> = {
  minimal: { type: "boolean", description: "A chat of 60 lines with an authorizer, in place of the whole app" },
  name: { type: "string", value: "NAME", description: "Of the package and of the stack (default: the folder's)" },
  auth: {
    type: "string",
    value: "secret|jwks",
    description: "Tokens are signed with a secret of the stack, or by an identity provider (default: secret)",
  },
  "jwks-url": {
    type: "string",
    value: "URL",
    description: "The provider's keys, e.g. https://ID.eu.auth0.com/.well-known/jwks.json",
  },
  issuer: { type: "string", value: "TEXT", description: "The iss of the provider's tokens" },
  audience: { type: "string", value: "TEXT", description: "The aud of the provider's tokens" },
  "no-http": { type: "boolean", description: "Leave the HTTP endpoints out: tickets and requests" },
  "no-install": { type: "boolean", description: "Do not run npm install" },
  force: { type: "boolean", description: "Write into a folder that is not empty, and list what was overwritten" },
};

/** The identity provider that tokens are of. */
export interface Provider {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
}

export interface InitOptions {
  /** Absolute. */
  readonly folder: string;
  readonly name: string;
  /** Undefined: tokens are signed with a secret of the stack. */
  readonly provider: Provider | undefined;
  readonly minimal: boolean;
  readonly http: boolean;
  readonly install: boolean;
  readonly force: boolean;
}

export function readInitOptions(args: ParsedArgs, workingFolder: string): InitOptions {
  const folder = resolve(workingFolder, args.positional ?? "");
  const minimal = args.flag("minimal");
  if (minimal) refuseWithMinimal(args);
  return {
    folder,
    name: nameOf(args.string("name"), folder),
    provider: providerOf(args),
    minimal,
    http: !args.flag("no-http"),
    install: !args.flag("no-install"),
    force: args.flag("force"),
  };
}

const PROVIDER_OPTIONS = ["jwks-url", "issuer", "audience"] as const;

function refuseWithMinimal(args: ParsedArgs): void {
  const given = ["auth", ...PROVIDER_OPTIONS].find((name) => args.string(name) !== undefined);
  const useless = args.flag("no-http") ? "no-http" : given;
  if (useless) throw new UserError(`--${useless} is of the whole app, and --minimal has nothing of it.`);
}

/** A name that npm takes, and CloudFormation for a stack, with room for `-second` behind it. */
const NAME = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,99}$/;

function nameOf(given: string | undefined, folder: string): string {
  if (given !== undefined && !NAME.test(given))
    throw new UserError(`--name takes a small letter and then small letters, digits and hyphens, not "${given}".`);
  const name =
    given ??
    basename(folder)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "");
  if (NAME.test(name)) return name;
  throw new UserError(`The folder's name makes no name of a stack: ${basename(folder)}.`, {
    hint: "Give one with --name.",
  });
}

function providerOf(args: ParsedArgs): Provider | undefined {
  const given = PROVIDER_OPTIONS.filter((option) => args.string(option) !== undefined);
  const auth = args.string("auth") ?? (given.length > 0 ? "jwks" : "secret");
  if (auth !== "secret" && auth !== "jwks") throw new UserError(`--auth takes secret or jwks, not "${auth}".`);
  if (auth === "secret") {
    if (given[0]) throw new UserError(`--${given[0]} goes with --auth jwks.`);
    return undefined;
  }
  const [jwksUrl, issuer, audience] = PROVIDER_OPTIONS.map((option) => settingOf(args, option));
  if (!/^https:\/\/./.test(jwksUrl ?? ""))
    throw new UserError(`--jwks-url takes an address that begins with https://.`);
  return { jwksUrl: jwksUrl ?? "", issuer: issuer ?? "", audience: audience ?? "" };
}

/** A value that stands in samconfig.toml as it is, between spaces and within quotes. */
function settingOf(args: ParsedArgs, option: (typeof PROVIDER_OPTIONS)[number]): string {
  const value = args.string(option);
  if (!value)
    throw new UserError(`--auth jwks needs --${option}.`, {
      hint: "It needs all of --jwks-url, --issuer and --audience: the same keys sign tokens of other APIs.",
    });
  if (/^[!#-&(-[\]-~]+$/.test(value)) return value;
  throw new UserError(`--${option} takes no spaces, quotes or backslashes.`);
}
