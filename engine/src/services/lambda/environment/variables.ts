import type { Credentials } from "../../../wire/principal.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";

/** The sources of an environment's variables besides the function. */
export interface VariableSources {
  readonly taskRoot: string;
  readonly region: string;
  /** Undefined: calls are led to the engine by the host that they name. */
  readonly endpoint: string | undefined;
  readonly credentials: Required<Credentials>;
  readonly logStreamName: string;
  /** Variables that the runtime itself sets, and a function may set anew. */
  readonly runtimeVariables: Readonly<Record<string, string>>;
}

/** Variables that Lambda sets and a function may set anew. */
const EXTENDABLE_VARIABLES: Readonly<Record<string, string>> = {
  PATH: "/usr/local/bin:/usr/bin:/bin:/opt/bin",
  LANG: "en_US.UTF-8",
  // No daemon listens; without this the X-Ray SDK throws where Lambda's setting makes it log.
  AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
  AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
};

const nodeMajor = (runtime: string) => /^nodejs(\d+)/.exec(runtime)?.[1] ?? "";

/** Variables that a Node.js runtime, e.g. `nodejs22.x`, sets besides. */
export const nodeVariables = (runtime: string): Readonly<Record<string, string>> => ({
  NODE_PATH: `/opt/nodejs/node${nodeMajor(runtime)}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task`,
});

/** Runtimes that are an operating system and no more; they have one variable less. */
const isOsOnly = ({ runtime }: FunctionConfiguration) => runtime.startsWith("provided");

/** `/aws/lambda/{name}`, unless the function logs elsewhere. */
export const logGroupName = ({ name, logging }: FunctionConfiguration) => logging.group ?? `/aws/lambda/${name}`;

/**
 * The whole of a function's `process.env`: what Lambda documents
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), the function's own, and the engine's
 * endpoint. The developer's environment stays outside.
 */
export function environmentVariables(
  configuration: FunctionConfiguration,
  sources: VariableSources,
): Record<string, string> {
  const { credentials, region } = sources;
  const { logging } = configuration;
  return {
    ...EXTENDABLE_VARIABLES,
    ...sources.runtimeVariables,
    ...(sources.endpoint !== undefined && { AWS_ENDPOINT_URL: sources.endpoint }),
    ...configuration.variables,
    ...(logging.format === "JSON" && { AWS_LAMBDA_LOG_FORMAT: logging.format }),
    ...(logging.level && { AWS_LAMBDA_LOG_LEVEL: logging.level }),
    _HANDLER: configuration.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...(!isOsOnly(configuration) && { AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}` }),
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(configuration),
    AWS_LAMBDA_LOG_STREAM_NAME: sources.logStreamName,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    LAMBDA_TASK_ROOT: sources.taskRoot,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    TZ: ":UTC",
  };
}
