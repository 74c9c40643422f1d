import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { resourcesOf } from "./create-services.ts";
import { definitions } from "./services/registry.ts";
import { cachedStack } from "./stack-cache.ts";
import { noteBuilt, projectFolder } from "./template/built/sam-build.ts";
import { overrideVariables } from "./template/env-vars/override.ts";
import { readEnvVars } from "./template/env-vars/read.ts";
import { chooseEnvironment } from "./template/environment/environment.ts";
import { noteForeignArns } from "./template/environment/foreign-arns.ts";
import { findTemplate } from "./template/find.ts";
import type { Notice, Stack } from "./template/model.ts";
import { assetParameters } from "./template/packages/cloud-assembly.ts";
import type { CustomAnswers } from "./template/resources/custom-resource.ts";
import { readSamconfig, type Samconfig } from "./template/samconfig/read.ts";
import { type CompileOptions, compile } from "./template/stack/compile.ts";
import { loadTemplate } from "./template/text/load.ts";

/** The choices that decide what a stack is made of, as the engine's user gives them. */
export interface TemplateOptions extends Partial<Pick<CompileOptions, "parameters" | "codeDir" | "ssm" | "secrets">> {
  readonly template?: string;
  readonly stackName?: string;
  readonly region?: string;
  readonly accountId?: string;
  readonly envVars?: string | Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly customResources?: boolean;
  readonly keepStack?: boolean;
}

/** The services that run here and nowhere else, as they are named in ARNs and signatures. */
export const emulatedServices: readonly string[] = definitions
  .filter(({ runs, replaceable }) => !runs && !replaceable)
  .map(({ name }) => name);

export interface Template {
  readonly stack: Stack;
  /** The stack as it becomes when custom resources have answered. */
  compile(answers: CustomAnswers): Stack;
}

/** Reads a template with all that is to be said of it. */
export async function readTemplate(options: TemplateOptions): Promise<Template> {
  const file = await findTemplate(options.template);
  const samconfig = await readSamconfig(projectFolder(file));
  let fresh: Template | undefined;
  const read = () => {
    fresh ??= readAnew(file, samconfig, options);
    return fresh;
  };
  if (!mayBeKept(options)) return read();
  const cacheDir = join(projectFolder(file), ".portcullis");
  const cache = { cacheDir, key: keyOf(file, samconfig, options), read: () => read().stack };
  const stack = await cachedStack(cache, (made) => isPublic(made, options));
  return { stack, compile: (answers) => read().compile(answers) };
}

/** Values that a caller passes in secret must not lie on a disk. */
const mayBeKept = ({ keepStack = false, envVars, secrets = {} }: TemplateOptions): boolean =>
  keepStack && envVars === undefined && Object.keys(secrets).length === 0;

const isPublic = (stack: Stack, { parameters = {} }: TemplateOptions): boolean =>
  !hasMistake(stack) && Object.keys(parameters).every((name) => !stack.concealed.has(name));

/** All that a stack depends on but for the files that are read on the way. */
function keyOf(file: string, samconfig: Samconfig, options: TemplateOptions): unknown {
  const { parameters, stackName, region, accountId, codeDir, ssm, customResources } = options;
  const given = { parameters, stackName, region, accountId, codeDir, ssm, customResources };
  return { engine: ownVersion(), node: process.version, folder: process.cwd(), file, samconfig, given };
}

/** The version of this code: that of the package, and the time of the file for who builds it. */
function ownVersion(): string {
  const own = fileURLToPath(import.meta.url);
  const { mtimeMs, size } = statSync(own);
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return `${manifest.version} ${own} ${mtimeMs} ${size}`;
}

function readAnew(file: string, samconfig: Samconfig, options: TemplateOptions): Template {
  const document = loadTemplate(file);
  const { parameters = {}, accountId } = options;
  const configured = { ...assetParameters(document), ...samconfig.parameters };
  const environment = chooseEnvironment(document, {
    accountId,
    region: options.region ?? samconfig.region,
    parameters: { ...configured, ...parameters },
  });
  const compileOptions: CompileOptions = {
    resourceTypes: Object.assign({}, ...definitions.map(({ resourceTypes }) => resourceTypes)),
    parameters,
    configured,
    stackName: options.stackName ?? samconfig.stackName ?? "local",
    region: environment.region,
    accountId: environment.accountId,
    codeDir: options.codeDir,
    ssm: options.ssm,
    secrets: options.secrets,
  };
  const variables = options.envVars === undefined ? undefined : readEnvVars(options.envVars);
  const compileWith = (answers: CustomAnswers) => {
    const compiled = compile(document, { ...compileOptions, answers });
    return variables === undefined ? compiled : overrideVariables(compiled, variables);
  };
  const stack = compileWith(new Map());
  const told = [...noteBuilt(file), ...environment.notices];
  const remarks = [...noteForeignArns(stack, emulatedServices), ...review(stack, options)];
  return { stack: { ...stack, notices: [...told, ...stack.notices, ...remarks] }, compile: compileWith };
}

export const hasMistake = ({ notices }: Stack) => notices.some(({ severity }) => severity === "error");

/** The services' remarks on a template that has no mistake. */
function review(stack: Stack, { customResources = false }: TemplateOptions): readonly Notice[] {
  if (hasMistake(stack)) return [];
  return definitions.flatMap(
    (definition) => definition.review?.(stack, resourcesOf(definition, stack), { customResources }) ?? [],
  );
}
