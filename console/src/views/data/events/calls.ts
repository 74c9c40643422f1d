import { aws } from "../../../engine/aws.ts";
import { control } from "../../../engine/control.ts";
import { entries } from "../../../engine/journal/journal.ts";
import type { Named } from "../../../engine/stack-parts.ts";
import type { SampleEvent } from "./samples.ts";

interface Due {
  readonly kind: string;
  /** Engine time, ISO 8601. */
  readonly at: string;
  /** Logical id of a rule or a schedule, or its ARN. */
  readonly schedule?: string;
}

/** The time at which a schedule runs next: engine time, epoch milliseconds; undefined: never again. */
export async function readNextRun({ logicalId, arn }: Named): Promise<number | undefined> {
  const { due } = await control.get<{ due: readonly Due[] }>("clock/due");
  const next = due.find(({ schedule }) => schedule !== undefined && (schedule === logicalId || schedule === arn));
  return next && Date.parse(next.at);
}

export interface Mismatch {
  /** Empty: the pattern as a whole. */
  readonly path: string;
  readonly wanted: unknown;
  readonly found: readonly unknown[];
}

/** Outcome of an event at one rule. */
export interface RuleOutcome {
  readonly name: string;
  readonly bus: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly matches: boolean;
  readonly mismatches: readonly Mismatch[];
  readonly targets: readonly string[];
}

/** Asks the rules of a bus what they make of an event; nothing is sent. */
export const testEvent = async (event: object, bus: string): Promise<readonly RuleOutcome[]> =>
  (await control.post<{ rules: readonly RuleOutcome[] }>("rules/test", { event, bus })).rules;

interface PutAnswer {
  readonly Entries: readonly {
    readonly EventId?: string;
    readonly ErrorCode?: string;
    readonly ErrorMessage?: string;
  }[];
}

/** Puts an event on a bus. Resolves with its id. */
export async function putEvent(event: SampleEvent, bus: string): Promise<string> {
  const { source, "detail-type": detailType, detail, resources } = event;
  const { Entries } = await aws<PutAnswer>("events", "AWSEvents.PutEvents", {
    Entries: [
      {
        EventBusName: bus,
        Source: source,
        DetailType: detailType,
        Detail: JSON.stringify(detail ?? {}),
        ...(Array.isArray(resources) && { Resources: resources }),
      },
    ],
  });
  const [entry] = Entries;
  if (entry?.EventId) return entry.EventId;
  throw new Error(`${entry?.ErrorCode}: ${entry?.ErrorMessage}`);
}

const WAIT_MS = 50;
const MOST_WAITS = 40;

/** Names of the rules that an event went to, once the journal tells. */
export async function rulesOf(eventId: string): Promise<readonly string[] | undefined> {
  for (let wait = 0; wait < MOST_WAITS; wait++) {
    const entry = entries().findLast(
      ({ service, type, data }) => service === "events" && type === "event" && data.eventId === eventId,
    );
    if (entry) return Array.isArray(entry.data.rules) ? entry.data.rules.map(String) : [];
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  return undefined;
}
