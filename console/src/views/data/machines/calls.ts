import { aws } from "../../../engine/aws.ts";
import type { JournalEntry } from "../../../engine/journal/journal.ts";
import type { StackStateMachine } from "../../../engine/stack-parts.ts";
import type { Definition } from "./definition.ts";
import type { HistoryEvent } from "./visits.ts";

export interface ExecutionRow {
  readonly executionArn: string;
  readonly name: string;
  readonly status: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly stoppedAt?: number;
}

export interface Execution extends ExecutionRow {
  readonly input?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

const call = <Answer>(operation: string, input: object) =>
  aws<Answer>("states", `AWSStepFunctions.${operation}`, input);

interface Dates {
  /** Epoch seconds. */
  readonly startDate: number;
  readonly stopDate?: number;
}

const withTimes = <T extends Dates>({ startDate, stopDate, ...rest }: T) => ({
  ...rest,
  startedAt: startDate * 1000,
  ...(stopDate !== undefined && { stoppedAt: stopDate * 1000 }),
});

type AwsRow = Dates & Omit<ExecutionRow, "startedAt" | "stoppedAt">;
type AwsExecution = Dates & Omit<Execution, "startedAt" | "stoppedAt">;

/** The newest executions, the newest first. */
export async function listExecutions({ arn }: StackStateMachine): Promise<readonly ExecutionRow[]> {
  const { executions } = await call<{ executions: readonly AwsRow[] }>("ListExecutions", { stateMachineArn: arn });
  return executions.map(withTimes);
}

/** Express executions leave traces in the journal alone, on AWS as well in logs alone. */
export function expressExecutions(
  { name }: StackStateMachine,
  entries: readonly JournalEntry[],
): readonly ExecutionRow[] {
  const rows = new Map<string, ExecutionRow>();
  for (const { service, type, at, data } of entries) {
    const executionArn = String(data.executionArn);
    if (service !== "states" || !executionArn.includes(`:express:${name}:`)) continue;
    const row = rows.get(executionArn) ?? {
      executionArn,
      name: executionArn.split(":").slice(-2).join(":"),
      status: "RUNNING",
      startedAt: at,
    };
    rows.set(executionArn, type === "end" ? { ...row, status: String(data.status), stoppedAt: at } : row);
  }
  return [...rows.values()].reverse();
}

export const readDefinition = async ({ arn }: StackStateMachine): Promise<Definition> =>
  JSON.parse((await call<{ definition: string }>("DescribeStateMachine", { stateMachineArn: arn })).definition);

export const readExecution = async (executionArn: string): Promise<Execution> =>
  withTimes(await call<AwsExecution>("DescribeExecution", { executionArn }));

/** Events of one page; there may be 25,000. */
const PAGE_SIZE = 1000;

export async function readHistory(executionArn: string): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await call<{ events: HistoryEvent[]; nextToken?: string }>("GetExecutionHistory", {
      executionArn,
      maxResults: PAGE_SIZE,
      ...(nextToken && { nextToken }),
    });
    events.push(...page.events);
    nextToken = page.nextToken;
  } while (nextToken);
  return events;
}

/** Starts an execution, and resolves with its ARN. */
export const startExecution = async ({ arn }: StackStateMachine, input: string): Promise<string> =>
  (await call<{ executionArn: string }>("StartExecution", { stateMachineArn: arn, input })).executionArn;

export const stopExecution = (executionArn: string): Promise<unknown> => call("StopExecution", { executionArn });

/** ARN of a standard execution by its name. */
export const executionArn = ({ arn, name }: StackStateMachine, execution: string): string =>
  `${arn.split(":").slice(0, 5).join(":")}:execution:${name}:${execution}`;
