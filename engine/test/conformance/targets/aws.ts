import { readFile } from "node:fs/promises";
import { readRecords } from "./records.ts";
import { output, stageOf, type Target } from "./target.ts";

/** The fixture stack as it was deployed: README.md says how, and what has to be in the environment. */
export async function startAwsTarget(): Promise<Target> {
  const outputs = outputsOf(await readFile(variable("CONFORMANCE_OUTPUTS"), "utf8"));
  const region = output(outputs, "Region");
  const sessionToken = process.env.AWS_SESSION_TOKEN;
  const credentials = {
    accessKeyId: variable("AWS_ACCESS_KEY_ID"),
    secretAccessKey: variable("AWS_SECRET_ACCESS_KEY"),
    ...(sessionToken && { sessionToken }),
  };
  const records = readRecords(output(outputs, "EventsQueueUrl"), { region, credentials });
  return {
    name: "aws",
    credentials,
    region,
    stage: (name) => stageOf(name, outputs, ({ host }) => `https://${host}`),
    records,
    [Symbol.asyncDispose]: () => records[Symbol.asyncDispose](),
  };
}

/** `aws cloudformation describe-stacks --query "Stacks[0].Outputs"` */
function outputsOf(text: string): Readonly<Record<string, string>> {
  const outputs: readonly { readonly OutputKey: string; readonly OutputValue: string }[] = JSON.parse(text);
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`TARGET=aws needs ${name} in the environment (engine/test/conformance/README.md).`);
  return value;
}
