import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Measure, Metric } from "../../app/test/support/alarms.ts";
import type { JournalEntry, System } from "./system.ts";

export interface Measuring {
  readonly measure: Measure;
  /** Everything that happened so far. */
  readonly journal: readonly JournalEntry[];
  /** Lets time pass once no function is at work: a jump would make it run out of its own time. */
  advance(seconds: number): Promise<void>;
  /** Invocations that Lambda refused, which callers are told of and the journal is not. */
  countThrottle(): void;
}

type Read = (metric: Metric) => Promise<number | undefined> | number | undefined;

/** Each takes the engine some milliseconds. */
const LOOKS = 2_000;

/** The measures that CloudWatch would have of a running stack: one period, from the start until now. */
export function createMeasure(system: System): Measuring {
  const queues = new SQSClient(system.sdk);
  const journal: JournalEntry[] = [];
  let throttles = 0;
  // Reads on until the engine stops, which is the end that is meant.
  system.waitFor((entry) => journal.push(entry) < 0).catch(() => {});

  const READERS: Readonly<Record<string, Read>> = {
    "AWS/Lambda Errors": ({ dimensions }) =>
      journal.filter(
        ({ service, type, data }) =>
          service === "lambda" && type === "report" && data.error && data.logicalId === dimensions.FunctionName,
      ).length,
    "AWS/Lambda Throttles": () => throttles,
    "AWS/SQS ApproximateNumberOfMessagesVisible": async ({ dimensions }) =>
      sum((await depths(queues, dimensions.QueueName)).map(({ visible }) => visible)),
    "AWS/SQS ApproximateAgeOfOldestMessage": ({ dimensions }) => ageOfOldest(dimensions.QueueName),
    // The engine's table takes whatever it is given.
    "AWS/DynamoDB WriteThrottleEvents": () => undefined,
    "AWS/ApiGateway IntegrationError": (metric) => apiMetric(system, metric),
    "AWS/ApiGateway ExecutionError": (metric) => apiMetric(system, metric),
  };

  async function ageOfOldest(queue: string | undefined): Promise<number | undefined> {
    const waiting = sum((await depths(queues, queue)).map(({ all }) => all));
    const sent = journal.findLast(
      ({ service, type, data }) => service === "sqs" && type === "send" && String(data.queue).includes(String(queue)),
    );
    const now = journal.at(-1);
    return waiting > 0 && sent && now ? (now.at - sent.at) / 1000 : undefined;
  }

  const isAtWork = () => {
    const count = (of: string) => journal.filter(({ service, type }) => service === "lambda" && type === of).length;
    return count("invoke") > count("report");
  };

  return {
    journal,
    async advance(seconds) {
      for (let look = 0; look === 0 || (look < LOOKS && isAtWork()); look++) await system.advance(0);
      await system.advance(seconds);
    },
    countThrottle: () => void throttles++,
    async measure(metric) {
      if (metric.namespace === "Portcullis") return embedded(journal, metric.name);
      const read = READERS[`${metric.namespace} ${metric.name}`];
      if (!read) throw new Error(`No test knows how to measure ${metric.namespace} ${metric.name}.`);
      return read(metric);
    },
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

async function depths(queues: SQSClient, logicalId: string | undefined) {
  const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({}));
  const urls = QueueUrls.filter((url) => url.includes(`-${logicalId}-`));
  return Promise.all(
    urls.map(async (QueueUrl) => {
      const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
      const counts: Readonly<Record<string, string | undefined>> = Attributes ?? {};
      const count = (state: string) => Number(counts[`ApproximateNumberOfMessages${state}`]);
      return { visible: count(""), all: count("") + count("NotVisible") + count("Delayed") };
    }),
  );
}

/** The sum of the API's metric over its routes; undefined when there was none. */
async function apiMetric({ endpoint }: System, { name }: Metric): Promise<number | undefined> {
  const text = await (await fetch(`${endpoint}/_portcullis/metrics`)).text();
  const family = name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
  const values = [...text.matchAll(new RegExp(`^aws_apigateway_${family}_sum\\{.*\\} (\\S+)$`, "gm"))];
  return values.length === 0 ? undefined : sum(values.map(([, value]) => Number(value)));
}

/** The sum of a metric over the lines of the functions in CloudWatch's Embedded Metric Format. */
function embedded(journal: readonly JournalEntry[], name: string): number | undefined {
  const lines = journal.flatMap(({ service, type, data }) =>
    service === "lambda" && type === "log" && String(data.line).includes('"_aws"') ? [String(data.line)] : [],
  );
  const values = lines
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    .flatMap((line) => (typeof line[name] === "number" ? [line[name]] : []));
  return values.length === 0 ? undefined : sum(values);
}
