import { ServiceError } from "../../kernel/errors.ts";
import { createLimits, violationsOf } from "./limits.ts";
import type { ServiceModel } from "./model.ts";
import { commonWords, dynamodbWords, misreading, type TypeWords } from "./types.ts";
import { sayViolations } from "./words.ts";

/** The part of AWS's model that a service's inputs are held against, before the service sees them. */
interface Checked {
  readonly load: () => Promise<{ readonly default: ServiceModel }>;
  /** Without it types are not looked at: a form has texts alone. */
  readonly words?: TypeWords;
  /** The error of what a model does not allow. Without it the service has words of its own for that. */
  readonly error?: string;
  /** The shapes whose limits are not held, nor those of what is within them. */
  readonly unlimited?: readonly string[];
}

/** Most services: what cannot be read is told in AWS's common words, and so is what the model does not allow. */
const common = (load: Checked["load"], error = "ValidationException"): Checked => ({ load, words: commonWords, error });

/** DynamoDB's shapes of which the store tells in DynamoDB's own words and order, and ids that it makes by itself. */
const OF_THE_STORE = [
  "AttributeValue",
  "BatchGetRequestMap",
  "BatchWriteItemRequestMap",
  "ReturnValue",
  "ScalarAttributeType",
  "Select",
  "ShardId",
];

/** The files are read when a service is called first. */
const SERVICES: Readonly<Record<string, Checked>> = {
  bedrock: common(() => import("./data/bedrock.json", { with: { type: "json" } })),
  cloudformation: {
    load: () => import("./data/cloudformation.json", { with: { type: "json" } }),
    error: "ValidationError",
  },
  dynamodb: {
    load: () => import("./data/dynamodb.json", { with: { type: "json" } }),
    words: dynamodbWords,
    error: "ValidationException",
    unlimited: OF_THE_STORE,
  },
  events: common(() => import("./data/events.json", { with: { type: "json" } })),
  firehose: common(() => import("./data/firehose.json", { with: { type: "json" } })),
  lambda: common(() => import("./data/lambda.json", { with: { type: "json" } })),
  logs: common(() => import("./data/logs.json", { with: { type: "json" } }), "InvalidParameterException"),
  secretsmanager: common(() => import("./data/secretsmanager.json", { with: { type: "json" } })),
  sns: {
    load: () => import("./data/sns.json", { with: { type: "json" } }),
    error: "InvalidParameter",
    // It tells of these in another way than of all else.
    unlimited: ["MessageAttributeValue", "UnsubscribeInput"],
  },
  sqs: { load: () => import("./data/sqs.json", { with: { type: "json" } }), words: commonWords },
  ssm: common(() => import("./data/ssm.json", { with: { type: "json" } })),
  states: common(() => import("./data/states.json", { with: { type: "json" } })),
  sts: { load: () => import("./data/sts.json", { with: { type: "json" } }), error: "ValidationError" },
};

/** Holds inputs of one service against its model. Each throws a `ServiceError` in AWS's words. */
export interface InputChecks {
  /** Refuses values of another type than the model's. */
  readTypes(operation: string, input: unknown): void;
  /** Refuses what is left out, too long, of another form … */
  readLimits(operation: string, input: unknown): void;
  readonly model: ServiceModel;
}

const loaded = new Map<string, InputChecks | undefined>();

/** The checks of a service, which are read when it is called first. Undefined: it has none. */
export async function loadChecks(service: string): Promise<InputChecks | undefined> {
  const checked = Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined;
  const checks = checked && createChecks((await checked.load()).default, checked);
  loaded.set(service, checks);
  return checks;
}

/** The same where it is there already, or undefined. */
export const loadedChecks = (service: string): { readonly checks: InputChecks | undefined } | undefined =>
  loaded.has(service) ? { checks: loaded.get(service) } : undefined;

function createChecks(model: ServiceModel, { words, error, unlimited }: Checked): InputChecks {
  const limits = createLimits(model, unlimited);
  return {
    model,
    readTypes(operation, input) {
      const shape = shapeNameOf(model, operation);
      const problem = words && shape !== undefined ? misreading(input, shape, model, words) : undefined;
      if (problem !== undefined) throw new ServiceError("SerializationException", problem);
    },
    readLimits(operation, input) {
      const shape = shapeNameOf(model, operation);
      const found = error !== undefined && shape !== undefined ? violationsOf(input, shape, limits) : [];
      if (error !== undefined && found.length > 0) throw new ServiceError(error, sayViolations(found));
    },
  };
}

const shapeNameOf = ({ inputs }: ServiceModel, operation: string): string | undefined =>
  Object.hasOwn(inputs, operation) && inputs[operation] !== "" ? inputs[operation] : undefined;
