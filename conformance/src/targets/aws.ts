import { readFile } from "node:fs/promises";
import { readQueue } from "./queue-records.ts";
import { type AwsCredentials, output, stageOf, type Target } from "./target.ts";

/** The fixture stack as it was deployed, by its outputs. */
export function startAwsTarget(outputs: Readonly<Record<string, string>>, credentials: AwsCredentials): Target {
  const region = output(outputs, "Region");
  const records = readQueue(output(outputs, "EventsQueueUrl"), { region, credentials });
  return {
    name: `AWS (${region})`,
    credentials,
    region,
    isDeclared: true,
    stage: (name) => stageOf(name, outputs, ({ host }) => `https://${host}`),
    records,
    [Symbol.asyncDispose]: () => records[Symbol.asyncDispose](),
  };
}

/** Reads what `aws cloudformation describe-stacks --query "Stacks[0].Outputs"` has printed into a file. */
export async function readOutputs(file: string): Promise<Readonly<Record<string, string>>> {
  const outputs: readonly { readonly OutputKey: string; readonly OutputValue: string }[] = JSON.parse(
    await readFile(file, "utf8"),
  );
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}
