import { readFile } from "node:fs/promises";
import { readOutputs, startAwsTarget } from "../targets/aws.ts";
import { startEngineTarget } from "../targets/engine.ts";
import type { AwsCredentials, Target } from "../targets/target.ts";
import { type StageUrls, startUrlTarget } from "../targets/urls.ts";
import { countOf, type Options, UsageError } from "./args.ts";
import { startOwnStack } from "./own-stack.ts";

const TARGETS: Readonly<Record<string, (options: Options) => Promise<Target>>> = {
  engine: () => startEngineTarget(),
  "engine-process": () => startEngineTarget("process"),
  aws: startOnAws,
};

async function startOnAws({ outputs, region, yes, keep }: Options): Promise<Target> {
  const { env } = process;
  const credentials = credentialsOf(env);
  if (outputs) return startAwsTarget(await readOutputs(outputs), credentials);
  const wanted = region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (!wanted) throw new UsageError("AWS needs a Region: --region, or AWS_REGION in the environment.");
  const endpoint = env.AWS_ENDPOINT_URL_CLOUDFORMATION ?? env.AWS_ENDPOINT_URL;
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  return startOwnStack({ region: wanted, credentials, ...(endpoint && { endpoint }), yes, keep, say });
}

/** Starts what the command line names. */
export function startTarget(options: Options): Promise<Target> {
  const start = TARGETS[options.target];
  if (start) return start(options);
  if (options.stages ?? /^wss?:\/\//.test(options.target)) return startAtUrls(options);
  throw new UsageError(
    `--target takes ${Object.keys(TARGETS).join(", ")} or a URL that begins with ws:, not ${options.target}.`,
  );
}

async function startAtUrls(options: Options): Promise<Target> {
  const { target, management, name = target, region } = options;
  const recordsPort = countOf("records-port", options["records-port"]);
  const stages = options.stages
    ? await readStages(options.stages)
    : { "Main/test": { ws: target, ...(management && { management }) } };
  return startUrlTarget({ name, stages, ...(recordsPort && { recordsPort }), ...(region && { region }) });
}

async function readStages(file: string): Promise<Readonly<Record<string, StageUrls>>> {
  const stages: Readonly<Record<string, StageUrls>> = JSON.parse(await readFile(file, "utf8"));
  const wrong = Object.entries(stages).find(([name, urls]) => !name.includes("/") || typeof urls.ws !== "string");
  if (wrong) throw new UsageError(`${file}: ${wrong[0]} has to be Api/stage with a member "ws".`);
  return stages;
}

/** Credentials as AWS's tools put them into the environment. */
export function credentialsOf(env: NodeJS.ProcessEnv): AwsCredentials {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (!accessKeyId || !secretAccessKey)
    throw new UsageError(
      'AWS needs credentials in the environment: eval "$(aws configure export-credentials --format env)"',
    );
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}
