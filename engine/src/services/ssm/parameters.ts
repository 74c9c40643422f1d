import { formatArn } from "../../kernel/arn.ts";
import { ServiceError } from "../../kernel/errors.ts";
import type { ServiceContext } from "../service.ts";

export type ParameterType = "String" | "StringList" | "SecureString";

export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  readonly type: ParameterType;
  readonly description: string | undefined;
  /** Engine time, epoch milliseconds. */
  readonly modifiedAt: number;
}

export interface Parameter {
  readonly name: string;
  readonly arn: string;
  /** Oldest first, never empty. */
  readonly versions: readonly ParameterVersion[];
}

/** Versions that are kept of a parameter (Parameter Store quotas). */
const MOST_VERSIONS = 100;

export const parameterNotFound = () => new ServiceError("ParameterNotFound", "");

export const latest = ({ versions }: Parameter): ParameterVersion => {
  const version = versions.at(-1);
  if (!version) throw parameterNotFound();
  return version;
};

type Draft = Omit<ParameterVersion, "version" | "modifiedAt">;

/** The account's parameters. */
export class Parameters {
  readonly #context: Pick<ServiceContext, "stack" | "clock" | "journal">;
  readonly #byName = new Map<string, Parameter>();

  constructor(context: Pick<ServiceContext, "stack" | "clock" | "journal">) {
    this.#context = context;
  }

  /** In the order of their names. */
  list(): readonly Parameter[] {
    return [...this.#byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): Parameter | undefined {
    return this.#byName.get(name);
  }

  /** A parameter's version by `name`, `name:version`, or ARN; throws `ParameterNotFound`. */
  find(reference: string): { parameter: Parameter; version: ParameterVersion; selector: string | undefined } {
    const [, path = "", number] = /^(.*?)(?::(\d+))?$/.exec(withoutArn(reference)) ?? [];
    const parameter = this.#byName.get(path) ?? this.#byName.get(path.replace(/^\//, ""));
    if (!parameter) throw parameterNotFound();
    if (number === undefined) return { parameter, version: latest(parameter), selector: undefined };
    const version = parameter.versions.find((candidate) => candidate.version === Number(number));
    if (!version)
      throw new ServiceError(
        "ParameterVersionNotFound",
        `Systems Manager could not find version ${number} of ${parameter.name}. Verify the version and try again.`,
      );
    return { parameter, version, selector: `:${number}` };
  }

  /** Adds a version; returns its number. */
  put(name: string, draft: Draft): number {
    const { clock, journal, stack } = this.#context;
    const { partition, region, accountId } = stack;
    const existing = this.#byName.get(name);
    const version = existing ? latest(existing).version + 1 : 1;
    const versions = [...(existing?.versions ?? []), { ...draft, version, modifiedAt: clock.now() }];
    // A name that is a path begins with the slash that the ARN has anyway.
    const arn = formatArn({
      partition,
      service: "ssm",
      region,
      accountId,
      resource: `parameter/${name.replace(/^\//, "")}`,
    });
    this.#byName.set(name, { name, arn, versions: versions.slice(-MOST_VERSIONS) });
    journal.record("ssm", "put", { name, version });
    return version;
  }

  delete(name: string): boolean {
    return this.#byName.delete(name);
  }
}

/** `parameter/a/b` is `/a/b` or, of one level, `a`; the name without the slash is looked up too. */
const withoutArn = (reference: string) => reference.replace(/^arn:[^:]*:ssm:[^:]*:[^:]*:parameter/, "");
