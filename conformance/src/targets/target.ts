/** An event that a function was called with. */
export interface LambdaEvent extends Readonly<Record<string, unknown>> {
  readonly requestContext: Readonly<Record<string, unknown>>;
}

/** One stage of an API of the fixture stack. */
export interface Stage {
  readonly name: string;
  readonly apiId: string;
  /** `{apiId}.execute-api.{region}.amazonaws.com` */
  readonly host: string;
  /** `arn:aws:execute-api:{region}:{account}:{apiId}/{stage}` */
  readonly arn: string;
  readonly wsUrl: string;
  /** Tells whether its routes can answer: the tool that runs it knows route responses. */
  readonly answers: boolean;
  /** Keys of routes of the fixture stack that whoever runs it cannot have. */
  readonly lacks: readonly string[];
  readonly managementUrl: string;
}

/** The events that functions of the stack have recorded. */
export interface Records {
  readonly received: readonly LambdaEvent[];
  /** The first event that fits, among those that came and those that will. */
  next(fits: (event: LambdaEvent) => boolean): Promise<LambdaEvent>;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request as an HTTP backend of the stack got it. */
export interface BackendRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A place that runs the fixture stack: whoever implements this can be held against the suite. */
export interface Target extends AsyncDisposable {
  /** For readers: "Portcullis (worker)". */
  readonly name: string;
  readonly credentials: AwsCredentials;
  readonly region: string;
  /** As `Api/stage`, e.g. `Main/test`. */
  stage(name: `${string}/${string}`): Stage;
  readonly records: Records;
  /** Moves the target's time ahead. Absent where time cannot be moved. */
  readonly advance?: (ms: number) => Promise<void>;
  /** Requests that the HTTP backend got. Absent where API Gateway cannot reach the tests' machine. */
  readonly backendRequests?: readonly BackendRequest[];
  /** True where the fixture's own template is what runs. */
  readonly isDeclared?: boolean;
  /** Codes of the notices about the template at its start. Absent where nobody says anything. */
  readonly notices?: readonly string[];
}

/** The stage `Api/stage`, where `Api` is among the stack's outputs; `endpointOf` gives what stands before the stage. */
export function stageOf(
  name: string,
  outputs: Readonly<Record<string, string>>,
  endpointOf: (api: { readonly apiId: string; readonly host: string }) => string,
): Stage {
  const [api = "", stage = ""] = name.split("/");
  const apiId = output(outputs, api);
  const region = output(outputs, "Region");
  const host = `${apiId}.execute-api.${region}.amazonaws.com`;
  const managementUrl = `${endpointOf({ apiId, host })}/${stage}`;
  return {
    name: stage,
    apiId,
    host,
    arn: `arn:aws:execute-api:${region}:${output(outputs, "AccountId")}:${apiId}/${stage}`,
    wsUrl: managementUrl.replace(/^http/, "ws"),
    answers: true,
    lacks: [],
    managementUrl,
  };
}

export function output(outputs: Readonly<Record<string, string>>, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`The fixture stack has no output ${name}.`);
  return value;
}
