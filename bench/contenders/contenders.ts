import { prepareArchitect } from "./architect.ts";
import { prepareBare } from "./bare.ts";
import type { ContenderSpec } from "./contender.ts";
import { preparePortcullis } from "./portcullis.ts";
import { prepareServerlessOffline } from "./serverless-offline.ts";

/** All contenders, in the order of the tables. */
export const CONTENDERS = {
  worker: { title: "Portcullis, worker", prepare: () => preparePortcullis({ isolation: "worker" }) },
  process: { title: "Portcullis, process", prepare: () => preparePortcullis({ isolation: "process" }) },
  bare: { title: "bare `ws`", prepare: () => prepareBare("bare") },
  isolated: { title: "isolated limit", prepare: () => prepareBare("isolated") },
  offline: { title: "serverless-offline, in-process", prepare: () => prepareServerlessOffline("in-process") },
  "offline-worker": { title: "serverless-offline, worker", prepare: () => prepareServerlessOffline("worker") },
  architect: {
    title: "Architect",
    prepare: prepareArchitect,
    lacks: {
      connect: "Its WebSocket APIs have no authorizers.",
      ping: "A function's answer to a message is not sent to the client.",
    },
  },
} as const satisfies Readonly<Record<string, ContenderSpec>>;

export type ContenderName = keyof typeof CONTENDERS;

export const contenderNames = Object.keys(CONTENDERS) as readonly ContenderName[];

export const specOf = (name: ContenderName): ContenderSpec => CONTENDERS[name];
