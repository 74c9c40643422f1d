import type { Notice } from "../model.ts";
import { readAssembledStack } from "../packages/cloud-assembly.ts";
import type { TemplateDocument } from "../text/load.ts";
import { isAccountId, isRegion } from "./arns.ts";
import { type AwsEnvironment, type FoundEnvironment, literalEnvironment } from "./literal-environment.ts";
import { serverlessEnvironment } from "./serverless-state.ts";

export interface EnvironmentOptions extends AwsEnvironment {
  /** Values of parameters, by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface ChosenEnvironment {
  readonly accountId: string;
  readonly region: string;
  readonly notices: readonly Notice[];
}

const DEFAULTS = { accountId: "000000000000", region: "us-east-1" };

interface Choice {
  /** The value in the words of a message. */
  readonly said: string;
  readonly value: string;
  /** The file that gave it; undefined for what its user expects. */
  readonly file?: string | undefined;
}

/**
 * The account and the region of a template: what the user gave, else those for which CDK or the Serverless Framework has
 * made it, else those that all of its literal ARNs name. Each is looked for by itself.
 */
export function chooseEnvironment(document: TemplateDocument, options: EnvironmentOptions): ChosenEnvironment {
  const found = [
    cdkEnvironment(document.file),
    serverlessEnvironment(document.file),
    literalEnvironment(document, options.parameters),
  ].filter((environment) => environment !== undefined);
  const choose = (key: "accountId" | "region"): Choice => {
    const source = found.find((environment) => environment[key] !== undefined);
    const value = options[key] ?? source?.[key] ?? DEFAULTS[key];
    const isExpected = options[key] !== undefined || value === DEFAULTS[key];
    const said = `${key === "region" ? "region" : "account"} ${value}`;
    return { said, value, ...(!isExpected && { file: source?.file }) };
  };
  const [account, region] = [choose("accountId"), choose("region")];
  return { accountId: account.value, region: region.value, notices: say([account, region], document.file) };
}

/** Says, in one line for each file, what nobody has given as an option. */
function say(choices: readonly Choice[], template: string): readonly Notice[] {
  const files = new Set(choices.flatMap(({ file }) => file ?? []));
  return [...files].map((file) => {
    const values = choices.filter((choice) => choice.file === file).map(({ said }) => said);
    const subject = file === template ? "Its ARNs are of" : "It is for";
    const message = `${subject} ${values.join(" and ")}, which the stack gets here; --account-id and --region say otherwise.`;
    return { severity: "info", code: "environment-found", message, location: { file }, isTold: true };
  });
}

/** `unknown-account` and `unknown-region` say that the stack fits any. */
function cdkEnvironment(template: string): FoundEnvironment | undefined {
  const stack = readAssembledStack(template);
  if (!stack) return undefined;
  const [accountId = "", region = ""] = stack.environment?.replace(/^aws:\/\//, "").split("/") ?? [];
  return { file: stack.manifest, accountId: [accountId].find(isAccountId), region: [region].find(isRegion) };
}
