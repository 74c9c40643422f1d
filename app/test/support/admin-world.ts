import { openStack, type StackOptions } from "../../admin/stack.ts";
import { type StubAnswer, startAwsStub } from "./aws-stub.ts";

export type Answers = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => unknown>>;

const URL_OF = (name: string) => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;
export const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** Physical names as CloudFormation makes them where the stack's name is long: nothing of the logical id is left. */
const QUEUES: Readonly<Record<string, string>> = {
  EntityUpdatedQueue: "a-very-long-name-1",
  EntityUpdatedDeadLetterQueue: "a-very-long-name-2",
  UserNotificationQueue: "a-very-long-name-3",
  UserNotificationDeadLetterQueue: "a-very-long-name-4",
};

const RESOURCES = [
  ["ConnectionsTable", "AWS::DynamoDB::Table", "a-very-long-name-T"],
  ...Object.entries(QUEUES).map(([logicalId, name]) => [logicalId, "AWS::SQS::Queue", URL_OF(name)]),
] as const;

const element = (name: string, content: string) => `<${name}>${content}</${name}>`;
const membersOf = (name: string, members: readonly Readonly<Record<string, string>>[]) =>
  element(
    name,
    members
      .map((member) =>
        element(
          "member",
          Object.entries(member)
            .map(([key, value]) => element(key, value))
            .join(""),
        ),
      )
      .join(""),
  );

export interface Described {
  readonly outputs?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly resources?: readonly (readonly string[])[];
}

/** Answers of CloudFormation about a stack. */
function cloudFormation({
  outputs = { EventBusName: "bus-of-the-stack" },
  parameters = { PublisherSources: "shop,CLI" },
  resources = RESOURCES,
}: Described): Readonly<Record<string, string>> {
  const pairs = (prefix: string, all: Readonly<Record<string, string>>) =>
    Object.entries(all).map(([key, value]) => ({ [`${prefix}Key`]: key, [`${prefix}Value`]: value }));
  const stack = `${membersOf("Parameters", pairs("Parameter", parameters))}${membersOf("Outputs", pairs("Output", outputs))}`;
  const summaries = resources.map(([LogicalResourceId = "", ResourceType = "", PhysicalResourceId = ""]) => ({
    LogicalResourceId,
    ResourceType,
    PhysicalResourceId,
  }));
  const answer = (action: string, result: string) => element(`${action}Response`, element(`${action}Result`, result));
  return {
    DescribeStacks: answer("DescribeStacks", element("Stacks", element("member", stack))),
    ListStackResources: answer("ListStackResources", membersOf("StackResourceSummaries", summaries)),
  };
}

const NO_SUCH_STACK: StubAnswer = {
  status: 400,
  text: element(
    "ErrorResponse",
    element(
      "Error",
      element("Code", "ValidationError") + element("Message", "Stack with id portcullis does not exist"),
    ),
  ),
};

/** A receipt as the table has it. */
export const receiptOf = (sets: Readonly<Record<string, readonly string[]>>) => ({
  Item: {
    isAsked: { BOOL: true },
    ...Object.fromEntries(Object.entries(sets).map(([name, ids]) => [name, { SS: ids }])),
  },
});

/** A stack as AWS would show it, with some dead letters, unless `answers` say otherwise; `undefined`: no such stack. */
export async function stackWith(
  answers: Answers = {},
  { described = {}, ...options }: Partial<StackOptions> & { readonly described?: Described | undefined | null } = {},
) {
  const all: Answers = {
    PutEvents: () => ({ FailedEntryCount: 0, Entries: [{ EventId: "event-1" }] }),
    GetItem: () => receiptOf({ asked: ["a=", "b="], closed: ["a=", "b="] }),
    ListDeadLetterSourceQueues: ({ QueueUrl }) => ({
      queueUrls: [String(QueueUrl).replace(/\d$/, (last) => String(Number(last) - 1))],
    }),
    GetQueueAttributes: ({ QueueUrl }) => {
      const name = String(QueueUrl).split("/").at(-1) ?? "";
      return { Attributes: { QueueArn: arnOf(name), ApproximateNumberOfMessages: name.endsWith("4") ? "0" : "3" } };
    },
    StartMessageMoveTask: () => ({ TaskHandle: "task" }),
    ...answers,
  };
  const texts = described === null ? undefined : cloudFormation(described);
  const stub = await startAwsStub(({ operation, body }): StubAnswer => {
    if (["DescribeStacks", "ListStackResources"].includes(operation))
      return texts ? { headers: { "content-type": "text/xml" }, text: texts[operation] ?? "" } : NO_SUCH_STACK;
    const answer = all[operation];
    return answer ? { body: answer(JSON.parse(body)) } : { status: 400, body: { __type: "UnknownOperation" } };
  });
  const pauses: number[] = [];
  const stack = openStack({
    stackName: "portcullis",
    endpointUrl: stub.endpoint,
    waitSeconds: 2,
    pause: async (milliseconds) => void pauses.push(milliseconds),
    ...options,
  });
  const inputs = (operation: string) =>
    stub.calls.filter((call) => call.operation === operation).map(({ body }) => JSON.parse(body));
  return { stack, inputs, pauses, [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() };
}
