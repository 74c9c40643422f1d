import type { Named, Stack } from "../../engine/stack-parts.ts";

export interface ResourceKind {
  /** The segment in addresses: `#/data/tables/…`. */
  readonly kind: string;
  /** Of all, and of one. */
  readonly title: string;
  readonly one: string;
  readonly of: (stack: Stack) => readonly Named[];
}

/** Kinds of resources that hold data, in the order in which they are listed. */
export const RESOURCE_KINDS: readonly ResourceKind[] = [
  { kind: "tables", title: "Tables", one: "Table", of: ({ tables }) => tables },
  { kind: "queues", title: "Queues", one: "Queue", of: ({ queues }) => queues },
  { kind: "buses", title: "Buses", one: "Bus", of: ({ buses }) => buses },
  { kind: "rules", title: "Rules and schedules", one: "Rule", of: ({ rules }) => rules },
  { kind: "topics", title: "Topics", one: "Topic", of: ({ topics }) => topics },
  { kind: "secrets", title: "Secrets", one: "Secret", of: ({ secrets }) => secrets },
  { kind: "machines", title: "State machines", one: "State machine", of: ({ stateMachines }) => stateMachines },
];

/** The segment that names a resource in an address. */
export const idOf = ({ logicalId, name }: Pick<Named, "logicalId" | "name">): string => logicalId ?? name;
