const ACCOUNT = "000000000000";

/** A credential scope in the address: all that a page needs to look as if it had signed. */
const presigned = (service: string) =>
  `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20260301%2Fus-east-1%2F${service}%2Faws4_request` +
  "&X-Amz-Date=20260301T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=0";

export interface Targets {
  readonly invoke: string;
  readonly send: string;
  readonly publish: string;
  readonly list: string;
  readonly root: string;
  readonly clock: string;
  readonly journal: string;
  readonly health: string;
}

/** The addresses that a page would call: under `base`, a name of the engine at `endpoint`. */
export function targetsAt(base: string, endpoint: string): Targets {
  const queue = encodeURIComponent(`${endpoint}/${ACCOUNT}/jobs`);
  const topic = encodeURIComponent(`arn:aws:sns:us-east-1:${ACCOUNT}:news`);
  return {
    invoke: `${base}/2015-03-31/functions/work/invocations?${presigned("lambda")}`,
    send: `${base}/${ACCOUNT}/jobs?Action=SendMessage&QueueUrl=${queue}&MessageBody=hello&${presigned("sqs")}`,
    publish: `${base}/?Action=Publish&TopicArn=${topic}&Message=hello&${presigned("sns")}`,
    list: `${base}/2015-03-31/functions?${presigned("lambda")}`,
    root: `${base}/`,
    clock: `${base}/_portcullis/clock`,
    journal: `${base.replace(/^http/, "ws")}/_portcullis/journal`,
    health: `${base}/_portcullis/health`,
  };
}

/** Runs in the page, and returns all that the page could read. */
type Run = (targets: Targets) => unknown;

export interface Attack {
  readonly run: Run;
  /** The number of requests that come of it. */
  readonly requests: number;
}

export const ATTACKS: Readonly<Record<string, Attack>> = {
  "fetch, without asking": {
    requests: 2,
    run: async ({ invoke, clock }) => {
      const post = (url: string, body: string) => fetch(url, { method: "POST", mode: "no-cors", body });
      const answers = await Promise.all([post(invoke, "{}"), post(clock, '{"advanceSeconds":60}')]);
      return Promise.all(answers.map((answer) => answer.text()));
    },
  },
  "fetch, asking": {
    requests: 3,
    run: ({ invoke, list, health }) =>
      Promise.all(
        [fetch(invoke, { method: "POST", body: "{}" }), fetch(list), fetch(health)].map((answer) =>
          answer.then((got) => got.text()).catch(() => ""),
        ),
      ),
  },
  "fetch, with headers of its own": {
    requests: 1,
    run: ({ root }) => {
      const headers = {
        "x-amz-target": "DynamoDB_20120810.Scan",
        "x-amz-date": "20260301T000000Z",
        "x-portcullis-host": "127.0.0.1",
        authorization:
          "AWS4-HMAC-SHA256 Credential=test/20260301/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      };
      return fetch(root, { method: "POST", headers, body: '{"TableName":"people"}' })
        .then((answer) => answer.text())
        .catch(() => "");
    },
  },
  "a picture": {
    requests: 2,
    run: ({ send, publish }) =>
      Promise.all(
        [send, publish].map((src) => {
          const image = new Image();
          const loaded = new Promise((resolve) => {
            image.onload = () => resolve("loaded");
            image.onerror = () => resolve("");
          });
          image.src = src;
          return loaded;
        }),
      ),
  },
  "a picture that hides its page": {
    requests: 1,
    run: ({ send }) => {
      const image = new Image();
      image.referrerPolicy = "no-referrer";
      const loaded = new Promise((resolve) => {
        image.onload = () => resolve("loaded");
        image.onerror = () => resolve("");
      });
      image.src = send;
      return loaded;
    },
  },
  "a script": {
    requests: 2,
    run: ({ send, health }) =>
      Promise.all(
        [send, health].map((src) => {
          const script = document.createElement("script");
          const loaded = new Promise((resolve) => {
            script.onload = () => resolve("loaded");
            script.onerror = () => resolve("");
          });
          script.src = src;
          document.body.append(script);
          return loaded;
        }),
      ),
  },
  "a frame": {
    requests: 2,
    run: ({ send, root }) => {
      for (const src of [send, root]) {
        const frame = document.createElement("iframe");
        frame.src = src;
        document.body.append(frame);
      }
      return "";
    },
  },
  "a form": {
    requests: 6,
    run: ({ invoke, send }) => {
      for (const enctype of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"])
        for (const action of [invoke, send]) {
          const frame = document.createElement("iframe");
          frame.name = `frame-${document.forms.length}`;
          const form = document.createElement("form");
          Object.assign(form, { method: "POST", action, enctype, target: frame.name });
          const field = document.createElement("input");
          Object.assign(field, { name: "Action", value: "SendMessage" });
          form.append(field);
          document.body.append(frame, form);
          form.submit();
        }
      return "";
    },
  },
  "a beacon": {
    requests: 2,
    run: ({ invoke, clock }) => {
      for (const url of [invoke, clock]) navigator.sendBeacon(url, '{"advanceSeconds":60}');
      return "";
    },
  },
  "a stream of events": {
    requests: 1,
    run: ({ health }) =>
      new Promise((resolve) => {
        const events = new EventSource(health.replace("health", "journal"));
        events.onmessage = () => resolve("told");
        events.onerror = () => {
          events.close();
          resolve("");
        };
      }),
  },
};
