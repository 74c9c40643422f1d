import type { DiagramNode } from "../../model/flow/diagram.ts";
import { href } from "../../ui/links.ts";

type Place = (node: DiagramNode) => string;

const data =
  (kind: string): Place =>
  ({ id }) =>
    href("data", kind, id);

/** The views that nodes lead to, by kinds. */
const PLACES: Readonly<Record<string, Place>> = {
  route: ({ label }) => `${href("traces")}?route=${encodeURIComponent(label)}`,
  connections: () => href("live"),
  function: ({ id }) => href("functions", id),
  "state-machine": data("machines"),
  queue: data("queues"),
  topic: data("topics"),
  bus: data("buses"),
  rule: data("rules"),
  table: data("tables"),
  secret: data("secrets"),
  parameter: () => href("data"),
  "delivery-stream": () => href("data"),
};

export const placeOf = (node: DiagramNode): string | undefined => PLACES[node.kind]?.(node);

/** Kinds in words, for who hears of them and for the legend. */
export const KIND_WORDS: Readonly<Record<string, string>> = {
  route: "route",
  connections: "connections",
  function: "function",
  "state-machine": "state machine",
  queue: "queue",
  topic: "topic",
  bus: "event bus",
  rule: "rule",
  "delivery-stream": "delivery stream",
  table: "table",
  secret: "secret",
  parameter: "parameter",
  elsewhere: "elsewhere",
};

export const ARROW_WORDS: Readonly<Record<string, string>> = {
  calls: "calls",
  authorizes: "asks for authorization",
  failures: "leaves failures to",
  reads: "reads",
  writes: "writes",
  sends: "sends to",
  posts: "posts to",
};
