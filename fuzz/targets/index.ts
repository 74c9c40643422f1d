import type { TargetRow } from "../target.ts";

/** All that reads what others write. Each is loaded once it is opened. */
export const TARGETS: readonly TargetRow[] = [
  {
    name: "socket",
    about: "handshakes and frames, as bytes on a connection to a running engine",
    open: async () => (await import("./engine/edges.ts")).socketEdge(),
  },
  {
    name: "requests",
    about: "calls of services, @connections and control, as bytes to a running engine",
    open: async () => (await import("./engine/edges.ts")).requests(),
  },
  {
    name: "frame-meter",
    about: "the heads of WebSocket frames",
    open: async () => (await import("./wire/streams.ts")).frameMeter(),
  },
  {
    name: "template",
    about: "templates in YAML and JSON, up to the stack and what services say of it",
    open: async () => (await import("./stack/template.ts")).stackTemplate(),
  },
  {
    name: "velocity",
    about: "mapping templates",
    open: async () => (await import("./languages/velocity.ts")).velocity(),
  },
  {
    name: "selection",
    about: "selection expressions",
    open: async () => (await import("./languages/selection.ts")).selection(),
  },
  { name: "json-path", about: "JSONPath", open: async () => (await import("./languages/json-path.ts")).jsonPath() },
  {
    name: "states",
    about: "expressions and intrinsic functions of Step Functions",
    open: async () => (await import("./languages/states.ts")).states(),
  },
  {
    name: "event-pattern",
    about: "event patterns",
    open: async () => (await import("./languages/event-pattern.ts")).eventPattern(),
  },
  {
    name: "filter-pattern",
    about: "filter patterns of CloudWatch Logs",
    open: async () => (await import("./languages/texts.ts")).filterPattern(),
  },
  {
    name: "schedule",
    about: "schedule expressions",
    open: async () => (await import("./languages/texts.ts")).scheduleExpression(),
  },
  { name: "arn", about: "ARNs", open: async () => (await import("./languages/arn.ts")).arn() },
  {
    name: "exact-json",
    about: "JSON whose numbers keep their digits",
    open: async () => (await import("./languages/texts.ts")).exactJson(),
  },
  {
    name: "policy",
    about: "IAM policies and their evaluation",
    open: async () => (await import("./stack/policy.ts")).policy(),
  },
  { name: "sigv4", about: "signatures", open: async () => (await import("./wire/sigv4.ts")).sigv4() },
  {
    name: "query",
    about: "forms of the Query protocol",
    open: async () => (await import("./wire/protocols.ts")).query(),
  },
  {
    name: "query-replies",
    about: "answers of the Query protocol",
    open: async () => (await import("./wire/protocols.ts")).queryReplies(),
  },
  {
    name: "aws-json",
    about: "bodies of the JSON protocols",
    open: async () => (await import("./wire/protocols.ts")).awsJson(),
  },
  {
    name: "rest",
    about: "methods and paths of the REST protocols",
    open: async () => (await import("./wire/protocols.ts")).rest(),
  },
  {
    name: "event-stream",
    about: "the framing of event streams",
    open: async () => (await import("./wire/streams.ts")).eventStream(),
  },
  {
    name: "aws-chunked",
    about: "bodies in signed chunks",
    open: async () => (await import("./wire/streams.ts")).awsChunked(),
  },
  { name: "zip", about: "deployment packages", open: async () => (await import("./stack/zip.ts")).zip() },
  {
    name: "answers",
    about: "answers of functions to API Gateway",
    open: async () => (await import("./stack/answers.ts")).functionAnswers(),
  },
  {
    name: "models",
    about: "models, and messages held against them",
    open: async () => (await import("./stack/answers.ts")).models(),
  },
  {
    name: "dynamodb",
    about: "expressions and statements of DynamoDB, and requests as far as they are read in front of the store",
    open: async () => (await import("./stack/dynamodb.ts")).dynamodb(),
  },
];

export const targetOf = (name: string): TargetRow | undefined => TARGETS.find((row) => row.name === name);
