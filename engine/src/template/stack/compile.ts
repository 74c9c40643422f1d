import { realPath } from "../../kernel/machine/looks.ts";
import type { ResourceType, Stack } from "../model.ts";
import { noteUnknownSecrets } from "../references/secrets.ts";
import type { CustomAnswers } from "../resources/custom-resource.ts";
import { createGivenValues } from "../scope/given-values.ts";
import { identify } from "../scope/identity.ts";
import type { TemplateDocument } from "../text/load.ts";
import { compileStack } from "./compile-stack.ts";

type Values = Readonly<Record<string, string>>;

export interface CompileOptions {
  /** The resource types that run here. All others are accepted without effect. */
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  /** Values of parameters, and of other stacks' exports, by name. */
  readonly parameters: Values;
  /** Values that `parameters` goes before. Those that the template does not take are ignored, as the SAM CLI does. */
  readonly configured?: Values;
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  /** A folder with what the template names by a URL or an S3 key only. */
  readonly codeDir?: string | undefined;
  /** Values in the account's Parameter Store besides the template's own parameters, by name. */
  readonly ssm?: Values | undefined;
  /** Values in its Secrets Manager besides the template's own secrets, by name. */
  readonly secrets?: Values | undefined;
  /** The answers of custom resources that have been called. Default: none. */
  readonly answers?: CustomAnswers | undefined;
}

/**
 * Makes a stack of a template: conditions decided, SAM resources expanded, functions evaluated, properties checked,
 * nested stacks joined. Mistakes do not throw: they are notices of severity `error` (see `assertRunnable`).
 */
export function compile(document: TemplateDocument, options: CompileOptions): Stack {
  const given = createGivenValues(options.parameters, options.configured);
  const { resourceTypes, codeDir } = options;
  const stack = compileStack(document, {
    resourceTypes,
    codeDir,
    answers: options.answers ?? new Map(),
    given,
    stack: identify(options.stackName, options.region, options.accountId),
    files: [realPathOf(document.file)],
    existing: existingResources(options),
    ssm: () => undefined,
    packages: () => undefined,
  });
  return { ...stack, notices: [...stack.notices, ...noteUnknownSecrets(stack)] };
}

/** The real path of a file; a template that was given as text may have none. */
function realPathOf(file: string): string {
  try {
    return realPath(file);
  } catch {
    return file;
  }
}

/** The resources that the account has already, written as a template would. */
function existingResources({ ssm = {}, secrets = {} }: CompileOptions) {
  const resource = (Type: string, name: string, Properties: object) => [`${Type} ${name}`, { Type, Properties }];
  return Object.fromEntries([
    ...Object.entries(ssm).map(([Name, Value]) =>
      resource("AWS::SSM::Parameter", Name, { Name, Type: "String", Value }),
    ),
    ...Object.entries(secrets).map(([Name, SecretString]) =>
      resource("AWS::SecretsManager::Secret", Name, { Name, SecretString }),
    ),
  ]);
}
