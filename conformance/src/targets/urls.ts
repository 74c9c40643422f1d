import { absentStage, Unsupported } from "./abilities.ts";
import { listenForRecords } from "./http-records.ts";
import type { AwsCredentials, Records, Stage, Target } from "./target.ts";

/** The URLs of a stage of the fixture stack. */
export interface StageUrls {
  /** `ws://…` or `wss://…`, with the stage if it stands in the URL. */
  readonly ws: string;
  /** The URL before `/@connections/…`. Absent where there is no such API. */
  readonly management?: string;
  /** False where no route can answer, so that nothing comes back to a client that asks. */
  readonly answers?: boolean;
  /** Keys of routes of the fixture stack that it cannot have. Default: none. */
  readonly lacks?: readonly string[];
  /** As events name it. Default: the one of its name. */
  readonly stage?: string;
  /** As events name it. Default `apiid`. */
  readonly apiId?: string;
  /** As events name it. Default that of AWS's own endpoints. */
  readonly host?: string;
  /** As policies name it. Default: made of the others. */
  readonly arn?: string;
}

export interface UrlTargetOptions {
  readonly name: string;
  /** By `Api/stage`, e.g. `Main/test`. */
  readonly stages: Readonly<Record<string, StageUrls>>;
  /** On this machine; functions of the stack send events to it. Without one no event can be looked at. */
  readonly recordsPort?: number;
  readonly region?: string;
  readonly accountId?: string;
  readonly credentials?: AwsCredentials;
}

const NO_RECORDS: Records & AsyncDisposable = {
  received: [],
  next: () => Promise.reject(new Unsupported("Its functions' events cannot be read.")),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** Whatever runs stages of the fixture stack, by their URLs. */
export async function startUrlTarget(options: UrlTargetOptions): Promise<Target> {
  const { name, stages, recordsPort, region = "us-east-1", accountId = "123456789012", credentials } = options;
  const records = recordsPort === undefined ? NO_RECORDS : await listenForRecords(recordsPort);
  return {
    name,
    credentials: credentials ?? { accessKeyId: "test", secretAccessKey: "test" },
    region,
    stage(wanted) {
      const urls = stages[wanted];
      return urls ? stageAt(wanted, urls, region, accountId) : absentStage(wanted);
    },
    records,
    [Symbol.asyncDispose]: () => records[Symbol.asyncDispose](),
  };
}

function stageAt(wanted: string, urls: StageUrls, region: string, accountId: string): Stage {
  const [, ownName = ""] = wanted.split("/");
  const {
    ws,
    management,
    answers = true,
    lacks = [],
    stage: name = ownName,
    apiId = "apiid",
    host = `${apiId}.execute-api.${region}.amazonaws.com`,
  } = urls;
  return {
    name,
    apiId,
    host,
    arn: urls.arn ?? `arn:aws:execute-api:${region}:${accountId}:${apiId}/${name}`,
    answers,
    lacks,
    wsUrl: withoutSlash(ws),
    get managementUrl() {
      if (management === undefined) throw new Unsupported("It has no @connections.");
      return withoutSlash(management);
    },
  };
}

/** A URL has a path, and no slash after it. */
const withoutSlash = (url: string) => url.replace(/(?<=\/\/[^/]+\/.+)\/$/, "").replace(/^(\w+:\/\/[^/]+)$/, "$1/");
