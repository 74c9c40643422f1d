import { computed, type ReadonlySignal } from "@preact/signals";
import { type Stack, stack } from "../../../engine/stack.ts";

/** What an arrow leads to: an ARN, and the resource of the template that it means, if it does. */
export interface End {
  readonly arn: string;
  readonly logicalId?: string;
}

export interface Named {
  /** Absent for what no resource declares, such as the bus `default`. */
  readonly logicalId?: string;
  readonly name: string;
  readonly arn: string;
}

export interface Key {
  readonly name: string;
  readonly role: "HASH" | "RANGE";
  readonly type: "S" | "N" | "B";
}

export interface Table extends Named {
  readonly keys: readonly Key[];
  readonly indexes: readonly { readonly name: string; readonly kind: string; readonly keys: readonly Key[] }[];
  readonly ttlAttribute?: string;
  /** The view type of its stream. */
  readonly stream?: string;
}

export interface Queue extends Named {
  readonly queueUrl: string;
  readonly fifo: boolean;
  readonly redrive?: { readonly deadLetter: End; readonly maxReceiveCount: number };
}

export interface Rule extends Named {
  readonly kind: "rule" | "schedule";
  readonly busName?: string;
  readonly description?: string;
  readonly pattern?: unknown;
  readonly schedule?: string;
  readonly timezone?: string;
  readonly enabled: boolean;
  readonly targets: readonly (End & { readonly id: string; readonly input?: unknown; readonly deadLetter?: End })[];
}

export interface Topic extends Named {
  readonly fifo: boolean;
  readonly subscriptions: readonly {
    readonly protocol: string;
    readonly endpoint: string;
    readonly logicalId?: string;
    readonly filterPolicy?: unknown;
  }[];
}

export interface StateMachine extends Named {
  readonly type: "STANDARD" | "EXPRESS";
}

export interface DataStack extends Stack {
  readonly tables: readonly Table[];
  readonly queues: readonly Queue[];
  readonly buses: readonly Named[];
  readonly rules: readonly Rule[];
  readonly topics: readonly Topic[];
  readonly secrets: readonly Named[];
  readonly stateMachines: readonly StateMachine[];
}

/** The parts of the stack that hold data. */
export const dataStack: ReadonlySignal<DataStack | undefined> = computed(() => stack.value as DataStack | undefined);

/** The segment that names a resource in an address. */
export const idOf = ({ logicalId, name }: Pick<Named, "logicalId" | "name">): string => logicalId ?? name;
