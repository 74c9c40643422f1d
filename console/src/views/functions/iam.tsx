import type { JournalEntry } from "../../engine/journal/entry.ts";
import { Badge } from "../../ui/badge.tsx";
import { CopyButton } from "../../ui/controls/copy-button.tsx";
import { Facts } from "../../ui/facts.tsx";
import { formatPlural, formatTime } from "../../ui/format.ts";
import { Failure } from "../../ui/messages.tsx";
import type { Denial, Role, Statement } from "./model/answers.ts";
import type { TabProps } from "./model/rows.ts";
import { Place } from "./parts/place.tsx";
import { Section } from "./parts/section.tsx";
import { useAnswer } from "./use-answer.ts";

const MODES: Readonly<Record<Role["mode"], string>> = {
  warn: "Calls that the role does not allow are told of and go on: on AWS they are refused. Start with --iam enforce to refuse them here.",
  enforce: "Calls that the role does not allow are refused, as on AWS.",
  off: "Nobody looks at what the role allows: start without --iam off to be warned.",
};

const isDenial = ({ service, type }: JournalEntry) =>
  service === "iam" || (service === "engine" && type === "template");

/** The role of a function: what it lacked, and what it allows. */
export function Iam({ row: { own } }: TabProps) {
  const path = `functions/${encodeURIComponent(own.logicalId)}/role`;
  const { value: role, failure, readAgain } = useAnswer<Role>(path, isDenial);
  if (failure !== undefined) return <Failure message={failure} onRetry={readAgain} />;
  if (!role) return null;
  const { mode, denied, statements, boundary, unknownPolicies } = role;
  return (
    <div class="fn-sections">
      <Section title="Lacks" none={denied.length === 0 && noneDenied(mode)}>
        <p class="quiet-text">{MODES[mode]}</p>
        <ul class="fn-denials">
          {denied.map((denial) => (
            <Lack key={`${denial.action} ${denial.resource}`} denial={denial} />
          ))}
        </ul>
      </Section>
      <Section title="Role">
        <Facts facts={factsOf(role)} />
      </Section>
      <Section title="Allows" none={statements.length === 0 && noStatements(role)}>
        <Statements statements={statements} />
      </Section>
      {boundary && (
        <Section
          title="Within the boundary"
          none={boundary.length === 0 && "The boundary allows nothing that is known here."}
        >
          <Statements statements={boundary} />
        </Section>
      )}
      {unknownPolicies.length > 0 && (
        <Section title="Unknown policies">
          <p class="quiet-text">Nothing is known of these, so they grant nothing here.</p>
          <ul class="fn-plain">
            {unknownPolicies.map((arn) => (
              <li key={arn}>
                <code>{arn}</code>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

const noneDenied = (mode: Role["mode"]) =>
  mode === "off" ? MODES.off : "Every call that it has made so far is allowed by its role.";

const noStatements = ({ logicalId }: Role) =>
  logicalId === undefined ? "The template does not define this role: nothing is known of it." : "It allows nothing.";

const factsOf = ({ roleArn, logicalId, location }: Role) =>
  [
    ["ARN", <code key="arn">{roleArn}</code>],
    ["In the template", logicalId],
    ["Place", location === undefined ? undefined : <Place key="place" location={location} />],
  ] as const;

function Lack({ denial }: { readonly denial: Denial }) {
  const { at, action, resource, decision, leastPolicy, location, enforced } = denial;
  return (
    <li>
      <p class="fn-links">
        <Badge tone={enforced ? "bad" : "warn"}>{enforced ? "refused" : "warned of"}</Badge>
        <strong>{action}</strong>
        <span class="quiet-text">{`first at ${formatTime(at)}`}</span>
      </p>
      <p>
        {"on "}
        <code>{resource}</code>
      </p>
      {decision === "explicitDeny" && <p>A statement denies it.</p>}
      {location !== undefined && <Place location={location} />}
      {leastPolicy && (
        <details>
          <summary>The least that allows it</summary>
          <div class="fn-policy">
            <CopyButton text={JSON.stringify(leastPolicy, null, 2)} label="Copy the policy" />
            <pre>{JSON.stringify(leastPolicy, null, 2)}</pre>
          </div>
        </details>
      )}
    </li>
  );
}

function Statements({ statements }: { readonly statements: readonly Statement[] }) {
  return (
    <ul class="fn-statements">
      {statements.map((statement) => (
        <li key={JSON.stringify(statement)}>
          <Badge tone={statement.Effect === "Allow" ? "good" : "bad"}>{statement.Effect}</Badge>
          <div>
            <Names names={statement.Action} />
            <Names names={statement.NotAction} but="all actions but" />
            <p class="quiet-text">{resourceWords(statement)}</p>
            {statement.location !== undefined && <Place location={statement.location} />}
            {statement.Condition && <pre>{JSON.stringify(statement.Condition, null, 2)}</pre>}
          </div>
        </li>
      ))}
    </ul>
  );
}

const MOST_NAMES = 12;

function Names({ names, but = "" }: { readonly names: readonly string[] | undefined; readonly but?: string }) {
  if (!names) return null;
  const rest = names.length - MOST_NAMES;
  return (
    <p class="fn-names">
      {but}
      {names.slice(0, MOST_NAMES).map((name) => (
        <code key={name}>{name}</code>
      ))}
      {rest > 0 && (
        <span
          class="quiet-text"
          title={names.slice(MOST_NAMES).join(", ")}
        >{`and ${formatPlural(rest, "more", "more")}`}</span>
      )}
    </p>
  );
}

function resourceWords({ Resource, NotResource }: Statement) {
  const [words, arns] = Resource ? ["on", Resource] : ["on everything but", NotResource ?? []];
  if (arns.length === 1 && arns[0] === "*") return words === "on" ? "on everything" : "on nothing";
  return `${words} ${arns.join(", ")}`;
}
