import type { ComponentChildren } from "preact";
import { stack } from "../../engine/stack.ts";
import type { StackFunction } from "../../engine/stack-parts.ts";
import { Badge } from "../../ui/badge.tsx";
import { CopyButton } from "../../ui/controls/copy-button.tsx";
import { Facts } from "../../ui/facts.tsx";
import { formatCount, visible } from "../../ui/format.ts";
import { functionHref, resourceHref } from "./model/places.ts";
import type { TabProps } from "./model/rows.ts";
import { Place } from "./parts/place.tsx";
import { Section } from "./parts/section.tsx";

/** A function as its template describes it. */
export function Configuration({ row: { own } }: TabProps) {
  return (
    <div class="fn-sections">
      <Section title="General">
        <Facts facts={factsOf(own)} />
      </Section>
      <Section title="Triggers" none={own.triggers.length === 0 && "Nothing in the template invokes it."}>
        <ul class="fn-plain">
          {own.triggers.map(({ kind, logicalId, detail }) => (
            <li key={`${kind} ${logicalId} ${detail}`}>
              <Badge>{kind}</Badge> <Resource kind={kind} logicalId={logicalId} /> <code>{detail}</code>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Environment" none={own.environment.length === 0 && "It has no variables of its own."}>
        <Variables variables={own.environment} />
      </Section>
      <Section title="May be invoked by" none={own.permissions.length === 0 && "No permission lets anybody else in."}>
        <ul class="fn-plain">
          {own.permissions.map(({ logicalId, principal, sourceArn }) => (
            <li key={logicalId}>
              <code>{principal}</code>
              {sourceArn !== undefined && (
                <>
                  {" for "}
                  <code>{sourceArn}</code>
                </>
              )}
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

function factsOf(own: StackFunction): readonly (readonly [string, ComponentChildren])[] {
  const { functionName, arn, runtime, handler, memoryMb, timeoutSeconds, reservedConcurrency, layers, logGroup } = own;
  const { deadLetter, file, line, role } = own;
  return [
    ["Name", <Copied key="name" text={functionName} label="the name" />],
    ["ARN", <Copied key="arn" text={arn} label="the ARN" />],
    ["Template", <Place key="place" location={line === undefined ? file : `${file}:${line}`} />],
    ["Runtime", runtime],
    ["Handler", <code key="handler">{handler}</code>],
    ["Memory", `${formatCount(memoryMb)} MB`],
    ["Timeout", `${formatCount(timeoutSeconds)} s`],
    ["Reserved concurrency", reservedConcurrency === undefined ? undefined : formatCount(reservedConcurrency)],
    ["Layers", layers.length === 0 ? undefined : layers.map((layer) => <code key={layer}>{layer}</code>)],
    [
      "Role",
      <a key="role" href={functionHref(own.logicalId, { tab: "iam" })}>
        {role.split("/").at(-1)}
      </a>,
    ],
    ["Log group", <code key="group">{logGroup}</code>],
    ["Dead letters", deadLetter && <Resource kind="queue" logicalId={deadLetter.logicalId ?? deadLetter.arn} />],
  ];
}

function Copied({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <span class="fn-place">
      <code>{text}</code>
      <CopyButton text={text} label={`Copy ${label}`} />
    </span>
  );
}

function Resource({ kind, logicalId }: { readonly kind: string; readonly logicalId: string }) {
  const isDeclared = stack.value?.resources.some((resource) => resource.logicalId === logicalId);
  const place = isDeclared ? resourceHref(kind, logicalId) : undefined;
  return place === undefined ? <span>{logicalId}</span> : <a href={place}>{logicalId}</a>;
}

function Variables({ variables }: { readonly variables: StackFunction["environment"] }) {
  return (
    <dl class="facts fn-variables">
      {variables.map(({ name, value, isMasked }) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>
            {value === "" ? <span class="quiet-text">empty</span> : <code>{visible(value)}</code>}
            {isMasked && <Badge>secret</Badge>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
