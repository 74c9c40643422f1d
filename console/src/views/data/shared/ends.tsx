import type { StackEnd } from "../../../engine/stack-parts.ts";
import { href } from "../../../ui/links.ts";

/** Places of resources by the service in their ARN. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  sqs: ["data", "queues"],
  dynamodb: ["data", "tables"],
  sns: ["data", "topics"],
  events: ["data", "buses"],
  secretsmanager: ["data", "secrets"],
  states: ["data", "machines"],
  lambda: ["functions"],
};

const WORDS: Readonly<Record<string, string>> = {
  sqs: "queue",
  dynamodb: "table",
  sns: "topic",
  events: "bus",
  states: "state machine",
  lambda: "function",
};

/** A link to a resource by its ARN; the last part of the ARN where it is none of this template. */
export function EndLink({ arn, logicalId }: StackEnd) {
  const service = arn.split(":")[2] ?? "";
  const place = PLACES[service];
  const word = WORDS[service];
  return (
    <>
      {place && logicalId ? <a href={href(...place, logicalId)}>{logicalId}</a> : <code>{arn.split(":").at(-1)}</code>}
      {word && <span class="quiet-text">{` ${word}`}</span>}
    </>
  );
}
