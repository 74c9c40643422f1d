import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { startAwsTarget } from "../targets/aws.ts";
import { fixture } from "../targets/fixture.ts";
import type { AwsCredentials, Target } from "../targets/target.ts";
import { UsageError } from "./args.ts";

/** A run's requests, connection minutes and invocations are in the thousands; prices are AWS's of us-east-1, November 2026. */
const COST = `Makes a CloudFormation stack of about 180 resources, tries it and removes it.
A run sends fewer than 2,000 messages of API Gateway, invokes functions fewer than 2,000 times and reads an SQS queue
for some minutes. That is less than 0.01 USD in us-east-1, and mostly within the free tier. Nothing costs while it is idle.`;

const LONGEST_WAIT_S = 900;

export interface OwnStackOptions {
  readonly region: string;
  readonly credentials: AwsCredentials;
  /** Another endpoint of CloudFormation's. */
  readonly endpoint?: string;
  readonly yes: boolean;
  readonly keep: boolean;
  readonly say: (line: string) => void;
}

/** Makes the fixture stack on AWS, after asking. When the target ends, the stack is gone unless it is to be kept. */
export async function startOwnStack(options: OwnStackOptions): Promise<Target> {
  const { region, credentials, endpoint, yes, keep, say } = options;
  say(COST);
  if (!yes && !(await isAgreed(`Make it in ${region}? [y/N] `))) throw new UsageError("Nothing was made.");
  const client = new CloudFormation({ region, credentials, ...(endpoint && { endpoint }) });
  const StackName = `portcullis-conformance-${Date.now().toString(36)}`;
  const remove = async () => {
    if (keep) return say(`${StackName} is left. Remove it: aws cloudformation delete-stack --stack-name ${StackName}`);
    say(`Removing ${StackName} …`);
    await client.deleteStack({ StackName });
    await waitUntilStackDeleteComplete({ client, maxWaitTime: LONGEST_WAIT_S }, { StackName });
    say(`${StackName} is gone.`);
  };
  say(`Making ${StackName} …`);
  try {
    const outputs = await create(client, StackName);
    const target = startAwsTarget(outputs, credentials);
    const end = async () => {
      await target[Symbol.asyncDispose]();
      await remove();
    };
    return { ...target, [Symbol.asyncDispose]: end };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function create(client: CloudFormation, StackName: string): Promise<Readonly<Record<string, string>>> {
  // The limit for a template in a call is 51,200 bytes: without spaces it is below.
  const template = JSON.parse(await readFile(join(fixture, "template.json"), "utf8"));
  await client.createStack({ StackName, TemplateBody: JSON.stringify(template), Capabilities: ["CAPABILITY_IAM"] });
  await waitUntilStackCreateComplete({ client, maxWaitTime: LONGEST_WAIT_S }, { StackName });
  const { Stacks: [stack] = [] } = await client.describeStacks({ StackName });
  const outputs = stack?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
}

async function isAgreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
