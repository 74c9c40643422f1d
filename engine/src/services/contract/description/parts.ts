/**
 * Parts of a stack in the words that people look for them with: a service describes those that are its own. Each has
 * its logical id and what AWS's API knows it by. Nothing of it is secret but values of variables.
 */
export interface StackParts {
  readonly apis: readonly DescribedApi[];
  readonly functions: readonly DescribedFunction[];
  readonly tables: readonly DescribedTable[];
  readonly queues: readonly DescribedQueue[];
  readonly buses: readonly DescribedBus[];
  readonly rules: readonly DescribedRule[];
  readonly topics: readonly DescribedTopic[];
  readonly secrets: readonly Named[];
  readonly parameters: readonly DescribedParameter[];
  readonly stateMachines: readonly DescribedStateMachine[];
  readonly deliveryStreams: readonly Named[];
}

export interface Named {
  /** Absent for what no resource of the template declares, such as the bus `default`. */
  readonly logicalId?: string;
  readonly name: string;
  readonly arn: string;
}

/** The end of a connection between resources: an ARN, and the resource of this stack that it means, if it does. */
export interface DescribedEnd {
  readonly arn: string;
  readonly logicalId?: string;
}

/** A stage of an API. */
export interface DescribedApi {
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
  readonly routes: readonly DescribedRoute[];
  readonly authorizers: readonly DescribedAuthorizer[];
}

export interface DescribedRoute {
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

export interface DescribedAuthorizer {
  readonly logicalId: string;
  /** `REQUEST`, `TOKEN`, `JWT`, … */
  readonly type: string;
  readonly functionLogicalId?: string;
  /** As in the template, e.g. `route.request.querystring.token`. */
  readonly identitySources: readonly string[];
}

export interface DescribedFunction {
  readonly logicalId: string;
  readonly functionName: string;
  readonly arn: string;
  readonly description?: string;
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
  readonly environment: readonly DescribedVariable[];
  readonly role: string;
  readonly layers: readonly string[];
  readonly logGroup: string;
  readonly deadLetter?: DescribedEnd;
  /** Callers that statements of its own policy let in. */
  readonly permissions: readonly {
    readonly logicalId: string;
    readonly principal: string;
    readonly sourceArn?: string;
  }[];
}

export interface DescribedVariable {
  readonly name: string;
  readonly value: string;
  /** True when the value is a parameter's that nobody is shown. */
  readonly isConcealed?: true;
}

type KeyType = "HASH" | "RANGE";

export interface DescribedKey {
  readonly name: string;
  readonly role: KeyType;
  readonly type: "S" | "N" | "B";
}

export interface DescribedTable extends Named {
  readonly keys: readonly DescribedKey[];
  readonly indexes: readonly {
    readonly name: string;
    readonly kind: "global" | "local";
    readonly keys: readonly DescribedKey[];
    readonly projection: string;
  }[];
  readonly ttlAttribute?: string;
  /** The view type of its stream. */
  readonly stream?: string;
}

export interface DescribedQueue extends Named {
  /** As its `Ref` gives it, and as SQS's operations take it. */
  readonly queueUrl: string;
  readonly fifo: boolean;
  readonly visibilityTimeoutSeconds: number;
  readonly redrive?: { readonly deadLetter: DescribedEnd; readonly maxReceiveCount: number };
  /** Queues whose dead letters come here, by their logical ids. */
  readonly deadLettersOf: readonly string[];
}

export interface DescribedBus extends Named {
  readonly description?: string;
}

export interface DescribedRule extends Named {
  readonly kind: "rule" | "schedule";
  readonly busName?: string;
  readonly description?: string;
  /** JSON. */
  readonly pattern?: unknown;
  /** `rate(5 minutes)`, `cron(…)`, `at(…)`. */
  readonly schedule?: string;
  readonly timezone?: string;
  readonly enabled: boolean;
  readonly targets: readonly (DescribedEnd & {
    readonly id: string;
    readonly input?: unknown;
    readonly deadLetter?: DescribedEnd;
  })[];
}

export interface DescribedTopic extends Named {
  readonly fifo: boolean;
  readonly subscriptions: readonly {
    readonly protocol: string;
    readonly endpoint: string;
    readonly logicalId?: string;
    readonly filterPolicy?: unknown;
  }[];
}

export interface DescribedParameter extends Named {
  readonly type: string;
}

export interface DescribedStateMachine extends Named {
  readonly type: "STANDARD" | "EXPRESS";
  readonly role: string;
}
