import { useSignal } from "@preact/signals";
import { stack } from "../../../engine/stack.ts";
import type { StackRule } from "../../../engine/stack-parts.ts";
import { idOf } from "../../../model/data/resources.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/controls/button.tsx";
import { SelectField } from "../../../ui/controls/field.tsx";
import { messageOf } from "../../../ui/format.ts";
import { href } from "../../../ui/links.ts";
import { EndLink } from "../shared/ends.tsx";
import { NoticeLine, useNotice } from "../shared/notice.tsx";
import { JsonArea, jsonProblem } from "../shared/text-area.tsx";
import { type Mismatch, putEvent, type RuleOutcome, rulesOf, testEvent } from "./calls.ts";
import { type SampleEvent, sampleOf } from "./samples.ts";

interface EventTestOptions {
  /** Name of the bus. */
  readonly bus: string;
  /** Rules of the bus, whose patterns give samples. */
  readonly rules: readonly StackRule[];
}

const textOf = (event: SampleEvent) => JSON.stringify(event, null, 2);

/** Shows which rules an event matches, and why the others do not; puts it on the bus when it is asked to. */
export function EventTest({ bus, rules }: EventTestOptions) {
  const withPattern = rules.filter(({ pattern }) => pattern !== undefined);
  const sample = useSignal(withPattern[0] ? idOf(withPattern[0]) : "");
  const text = useSignal(textOf(sampleOf(withPattern[0]?.pattern)));
  const outcomes = useSignal<readonly RuleOutcome[] | undefined>(undefined);
  const notice = useNotice();
  const isBroken = jsonProblem(text.value) !== undefined;
  const choose = (id: string) => {
    sample.value = id;
    text.value = textOf(sampleOf(withPattern.find((rule) => idOf(rule) === id)?.pattern));
    outcomes.value = undefined;
  };
  const test = async () => {
    try {
      outcomes.value = await testEvent(JSON.parse(text.value), bus);
    } catch (error) {
      void notice.tell(() => Promise.reject(new Error(messageOf(error))));
    }
  };
  const put = () => notice.tell(() => putAndTell(JSON.parse(text.value), bus));
  return (
    <div class="data-detail">
      {withPattern.length > 0 && (
        <SelectField
          label="Sample"
          hint="An event that the rule's pattern matches, to begin with."
          value={sample.value}
          options={withPattern.map((rule) => [idOf(rule), `for ${idOf(rule)}`] as const)}
          onText={choose}
        />
      )}
      <JsonArea
        label="Event"
        hint="As rules see it: source, detail-type and detail. The rest is filled in."
        rows={12}
        value={text.value}
        onText={(next) => {
          text.value = next;
          outcomes.value = undefined;
        }}
      />
      <div class="data-actions">
        <Button look="primary" icon="search" disabled={isBroken} onClick={test}>
          Test against all rules
        </Button>
        <Button icon="send" disabled={isBroken} onClick={put}>
          {`Put it on ${bus}`}
        </Button>
      </div>
      <NoticeLine notice={notice} />
      {outcomes.value && <Outcomes outcomes={outcomes.value} />}
    </div>
  );
}

async function putAndTell(event: SampleEvent, bus: string): Promise<string> {
  const eventId = await putEvent(event, bus);
  const rules = await rulesOf(eventId);
  if (rules === undefined) return `Put as ${eventId}.`;
  return rules.length === 0
    ? `Put as ${eventId}: no rule matched. “Test against all rules” says why.`
    : `Put as ${eventId}: it went to ${rules.map(idOfRule).join(", ")}.`;
}

const idOfRule = (name: string) => {
  const rule = stack.value?.rules.find((each) => each.name === name);
  return rule ? idOf(rule) : name;
};

function Outcomes({ outcomes }: { readonly outcomes: readonly RuleOutcome[] }) {
  if (outcomes.length === 0)
    return <p class="quiet-text">No rule of this bus looks at events: an event that is put here is gone.</p>;
  const sorted = [...outcomes].sort((a, b) => Number(b.matches) - Number(a.matches));
  return (
    <ul class="data-outcomes" aria-label="Rules">
      {sorted.map((outcome) => (
        <li key={outcome.arn}>
          <div class="data-title">
            <Badge tone={outcome.matches ? "good" : "plain"}>{outcome.matches ? "matches" : "does not match"}</Badge>
            <a href={href("data", "rules", idOfRule(outcome.name))}>{idOfRule(outcome.name)}</a>
            {!outcome.enabled && <Badge tone="warn">disabled</Badge>}
          </div>
          {outcome.matches ? (
            <Targets arns={outcome.targets} isEnabled={outcome.enabled} />
          ) : (
            outcome.mismatches.map((one) => <Reason key={one.path} mismatch={one} />)
          )}
        </li>
      ))}
    </ul>
  );
}

function Targets({ arns, isEnabled }: { readonly arns: readonly string[]; readonly isEnabled: boolean }) {
  if (!isEnabled) return <p class="quiet-text">The rule is disabled, so nothing would be sent.</p>;
  if (arns.length === 0) return <p class="quiet-text">The rule has no target, so nothing would be sent.</p>;
  return (
    <p>
      {"It would go to "}
      {arns.map((arn, index) => (
        <span key={arn}>
          {index > 0 && ", "}
          <EndLink arn={arn} {...knownAs(arn)} />
        </span>
      ))}
      .
    </p>
  );
}

function knownAs(arn: string) {
  const ends = stack.value?.rules.flatMap(({ targets }) => targets) ?? [];
  const logicalId = ends.find((end) => end.arn === arn)?.logicalId;
  return logicalId === undefined ? {} : { logicalId };
}

function Reason({ mismatch: { path, wanted, found } }: { readonly mismatch: Mismatch }) {
  if (path === "")
    return (
      <p>Each part of the pattern is met, but by different objects of one list: one object has to meet them all.</p>
    );
  return (
    <p>
      <code>{path}</code>
      {path.endsWith("$or") ? " has alternatives of which none is met: " : " has to be "}
      <code>{JSON.stringify(wanted)}</code>
      {path.endsWith("$or") ? "" : found.length === 0 ? ", and is not there" : ", and is "}
      {found.length > 0 && <code>{found.map((value) => JSON.stringify(value)).join(", ")}</code>}.
    </p>
  );
}
