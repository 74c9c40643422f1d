import { ServiceError } from "../../kernel/errors.ts";
import type { Shelf } from "../../kernel/kept.ts";
import { formatArn } from "../../languages/arn.ts";
import { saysTheSame } from "../contract/deployed.ts";
import type { ServiceContext } from "../contract/service.ts";

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

/** A parameter as it is kept. */
interface ParameterRecord {
  readonly versions: readonly ParameterVersion[];
  /** The template's last version; undefined for a parameter of no template. */
  readonly fromTemplate?: Draft | undefined;
}

type ParametersContext = Pick<ServiceContext, "stack" | "clock" | "journal" | "kept">;

/** The account's parameters: those that were kept, and those that are made. */
export class Parameters {
  readonly #context: ParametersContext;
  readonly #shelf: Shelf<ParameterRecord>;
  readonly #byName: Map<string, ParameterRecord>;

  constructor(context: ParametersContext) {
    this.#context = context;
    this.#shelf = context.kept.shelf("ssm/parameters");
    this.#byName = new Map(this.#shelf.entries());
  }

  /** All parameters, in the order of their names. */
  list(): readonly Parameter[] {
    return [...this.#byName]
      .map(([name, record]) => this.#parameter(name, record))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): Parameter | undefined {
    const record = this.#byName.get(name);
    return record && this.#parameter(name, record);
  }

  /** A parameter's version by `name`, `name:version`, or ARN; throws `ParameterNotFound`. */
  find(reference: string): { parameter: Parameter; version: ParameterVersion; selector: string | undefined } {
    const [, path = "", number] = /^(.*?)(?::(\d+))?$/.exec(withoutArn(reference)) ?? [];
    const parameter = this.get(path) ?? this.get(path.replace(/^\//, ""));
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
    return this.#put(name, draft, this.#byName.get(name)?.fromTemplate);
  }

  /** Adds a version of a template's parameter when the template says something else than before: then it wins. */
  deploy(name: string, draft: Draft): void {
    const before = this.#byName.get(name)?.fromTemplate;
    if (!saysTheSame(before, draft)) this.#put(name, draft, draft);
  }

  delete(name: string): boolean {
    this.#shelf.delete(name);
    return this.#byName.delete(name);
  }

  #put(name: string, draft: Draft, fromTemplate: Draft | undefined): number {
    const { clock, journal } = this.#context;
    const earlier = this.#byName.get(name)?.versions ?? [];
    const version = (earlier.at(-1)?.version ?? 0) + 1;
    const versions = [...earlier, { ...draft, version, modifiedAt: clock.now() }].slice(-MOST_VERSIONS);
    const record = { versions, fromTemplate };
    this.#byName.set(name, record);
    this.#shelf.put(name, record);
    journal.record("ssm", "put", { name, version });
    return version;
  }

  #parameter(name: string, { versions }: ParameterRecord): Parameter {
    const { partition, region, accountId } = this.#context.stack;
    // A name that is a path begins with the slash that the ARN has anyway.
    const resource = `parameter/${name.replace(/^\//, "")}`;
    return { name, arn: formatArn({ partition, service: "ssm", region, accountId, resource }), versions };
  }
}

/** `parameter/a/b` is `/a/b` or, of one level, `a`; the name without the slash is looked up too. */
export const withoutArn = (reference: string) => reference.replace(/^arn:[^:]*:ssm:[^:]*:[^:]*:parameter/, "");
