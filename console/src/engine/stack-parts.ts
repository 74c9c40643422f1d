/** The template as the engine runs it, as `GET /_portcullis/stack` answers. */
export interface Stack {
  readonly stackName: string;
  readonly template: string;
  readonly region: string;
  readonly accountId: string;
  readonly resources: readonly StackResource[];
  readonly apis: readonly StackApi[];
  readonly functions: readonly StackFunction[];
  readonly tables: readonly StackTable[];
  readonly queues: readonly StackQueue[];
  readonly buses: readonly StackBus[];
  readonly rules: readonly StackRule[];
  readonly topics: readonly StackTopic[];
  readonly secrets: readonly Named[];
  readonly parameters: readonly StackParameter[];
  readonly stateMachines: readonly StackStateMachine[];
  readonly deliveryStreams: readonly Named[];
  /** With local URLs. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** A resource as its template declares it. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly file: string;
  readonly line?: number;
}

export interface Named {
  /** Absent for what no resource of the template declares, such as the bus `default`. */
  readonly logicalId?: string;
  readonly name: string;
  readonly arn: string;
}

/** The end of a connection between resources: an ARN, and the resource of this stack that it means, if it does. */
export interface StackEnd {
  readonly arn: string;
  readonly logicalId?: string;
}

/** A stage of an API. */
export interface StackApi {
  /** Of the API, or of the function URL. */
  readonly logicalId: string;
  readonly apiId: string;
  readonly name: string;
  readonly kind: "websocket" | "http" | "rest" | "function-url";
  readonly stage: string;
  /** On this machine. */
  readonly url: string;
  /** WebSocket APIs only: the endpoint of `@connections`, without that segment. */
  readonly managementUrl?: string;
  /** WebSocket APIs only: `$request.body.action`. */
  readonly routeSelectionExpression?: string;
  readonly routes: readonly StackRoute[];
  readonly authorizers: readonly StackAuthorizer[];
}

export interface StackRoute {
  readonly routeKey: string;
  readonly integration?: { readonly type: string; readonly functionLogicalId?: string };
  /** `NONE`, `AWS_IAM`, or the logical id or name of one of the authorizers. */
  readonly authorizer?: string;
  readonly apiKeyRequired?: true;
  /** JSON schemas of messages, by what the route's model selection expression gives. */
  readonly models?: Readonly<Record<string, unknown>>;
  /** The only one of these. */
  readonly model?: unknown;
}

export interface StackAuthorizer {
  readonly logicalId: string;
  /** `REQUEST`, `TOKEN`, `JWT`, … */
  readonly type: string;
  readonly functionLogicalId?: string;
  /** As in the template, e.g. `route.request.querystring.token`. */
  readonly identitySources: readonly string[];
}

export interface StackFunction {
  readonly logicalId: string;
  readonly functionName: string;
  readonly arn: string;
  readonly description?: string;
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
  readonly environment: readonly StackVariable[];
  readonly role: string;
  readonly layers: readonly string[];
  readonly logGroup: string;
  readonly deadLetter?: StackEnd;
  /** Callers that statements of its own policy let in. */
  readonly permissions: readonly {
    readonly logicalId: string;
    readonly principal: string;
    readonly sourceArn?: string;
  }[];
  readonly file: string;
  readonly line?: number;
  readonly triggers: readonly StackTrigger[];
}

/** Something that calls a function: a route, a queue, a rule, … */
export interface StackTrigger {
  readonly kind: string;
  /** Of the API, for a route. */
  readonly logicalId: string;
  /** The key of the route, the expression of a schedule, … */
  readonly detail: string;
}

export interface StackVariable {
  readonly name: string;
  readonly value: string;
  /** The value is a secret, and stays in the engine. */
  readonly isMasked: boolean;
}

type KeyType = "HASH" | "RANGE";

export interface StackKey {
  readonly name: string;
  readonly role: KeyType;
  readonly type: "S" | "N" | "B";
}

export interface StackTable extends Named {
  readonly keys: readonly StackKey[];
  readonly indexes: readonly {
    readonly name: string;
    readonly kind: "global" | "local";
    readonly keys: readonly StackKey[];
    readonly projection: string;
  }[];
  readonly ttlAttribute?: string;
  /** The view type of its stream. */
  readonly stream?: string;
}

export interface StackQueue extends Named {
  /** As its `Ref` gives it, and as SQS's operations take it. */
  readonly queueUrl: string;
  readonly fifo: boolean;
  readonly visibilityTimeoutSeconds: number;
  readonly redrive?: { readonly deadLetter: StackEnd; readonly maxReceiveCount: number };
  /** Queues whose dead letters come here, by their logical ids. */
  readonly deadLettersOf: readonly string[];
}

export interface StackBus extends Named {
  readonly description?: string;
}

export interface StackRule extends Named {
  readonly kind: "rule" | "schedule";
  readonly busName?: string;
  readonly description?: string;
  /** JSON. */
  readonly pattern?: unknown;
  /** `rate(5 minutes)`, `cron(…)`, `at(…)`. */
  readonly schedule?: string;
  readonly timezone?: string;
  readonly enabled: boolean;
  readonly targets: readonly (StackEnd & {
    readonly id: string;
    readonly input?: unknown;
    readonly deadLetter?: StackEnd;
  })[];
}

export interface StackTopic extends Named {
  readonly fifo: boolean;
  readonly subscriptions: readonly {
    readonly protocol: string;
    readonly endpoint: string;
    readonly logicalId?: string;
    readonly filterPolicy?: unknown;
  }[];
}

export interface StackParameter extends Named {
  readonly type: string;
}

export interface StackStateMachine extends Named {
  readonly type: "STANDARD" | "EXPRESS";
  readonly role: string;
}
