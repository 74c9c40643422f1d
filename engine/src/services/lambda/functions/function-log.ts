import type { ServiceContext } from "../../contract/service.ts";
import { logGroupArn } from "../../contract/targets.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";
import type { LogEntry } from "../environment/environment.ts";
import { newLogStreamName } from "../environment/start-environment.ts";
import { logGroupName } from "../environment/variables.ts";
import type { InvokeResult } from "./invocation.ts";
import { endLines, type LoggedFunction, startLines } from "./platform-log.ts";

const STREAM_ID_BYTES = 16;

/** A function's log group in CloudWatch Logs, in which each environment has a stream. */
export class FunctionLog {
  /** An edited template may change it. */
  readonly #configuration: () => FunctionConfiguration;
  readonly #context: ServiceContext;
  /** Streams of the invocations that run, by their request ids. */
  readonly #streams = new Map<string, string>();
  #lastStream: string | undefined;

  constructor(configuration: () => FunctionConfiguration, context: ServiceContext) {
    this.#configuration = configuration;
    this.#context = context;
  }

  begin(requestId: string, logStreamName: string): void {
    this.#streams.set(requestId, logStreamName);
    this.#put(logStreamName, startLines(this.#about(), requestId, this.#context.clock.now()));
  }

  print({ requestId = "", level, line, isWhole }: LogEntry, logStreamName: string): void {
    const time = new Date(this.#context.clock.now()).toISOString();
    this.#put(logStreamName, [isWhole ? line : `${time}\t${requestId}\t${level}\t${line}`]);
  }

  end(result: InvokeResult): void {
    const { requestId } = result;
    // An invocation that no environment took, since none could start.
    if (!this.#streams.has(requestId)) this.begin(requestId, this.#anyStream());
    const logStreamName = this.#streams.get(requestId) ?? "";
    this.#streams.delete(requestId);
    this.#put(logStreamName, endLines(this.#about(), result));
  }

  #about(): LoggedFunction {
    const configuration = this.#configuration();
    return { configuration, arn: configuration.arn, version: "$LATEST" };
  }

  #anyStream(): string {
    const { clock, random } = this.#context;
    const id = random.bytes(STREAM_ID_BYTES).toString("hex");
    return this.#lastStream ?? newLogStreamName(this.#configuration(), clock.now(), id);
  }

  #put(logStreamName: string, lines: readonly string[]): void {
    this.#lastStream = logStreamName;
    if (lines.length === 0) return;
    const { clock, stack, targets } = this.#context;
    const configuration = this.#configuration();
    const timestamp = clock.now();
    const logEvents = lines.map((line) => ({ timestamp, message: `${line}\n` }));
    const from = { principal: "lambda.amazonaws.com", sourceArn: configuration.arn };
    try {
      targets.write(logGroupArn(stack, logGroupName(configuration)), { logStreamName, logEvents }, from);
    } catch {
      // A log that cannot be kept is no reason for a function to fail.
    }
  }
}
