import { useSignal } from "@preact/signals";
import { stack } from "../../../engine/stack.ts";
import type { StackRule } from "../../../engine/stack-parts.ts";
import { idOf } from "../../../model/data/resources.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Facts } from "../../../ui/facts.tsx";
import { JsonView } from "../../../ui/json-view.tsx";
import { Tabs } from "../../../ui/layout/tabs.tsx";
import { href } from "../../../ui/links.ts";
import { EndLink } from "../shared/ends.tsx";
import { Head } from "../shared/head.tsx";
import { useLive } from "../shared/live.ts";
import { Moment } from "../shared/times.tsx";
import { readNextRun } from "./calls.ts";
import { EventTest } from "./event-test.tsx";

/** A rule or a schedule: what it waits for, and where it sends. */
export function RuleView({ rule, tab: firstTab }: { readonly rule: StackRule; readonly tab: string | undefined }) {
  const tab = useSignal(firstTab ?? "rule");
  const badges = (
    <>
      {rule.kind === "schedule" && <Badge>schedule</Badge>}
      {!rule.enabled && <Badge tone="warn">disabled</Badge>}
    </>
  );
  const tabs = [
    { id: "rule", title: rule.kind === "rule" ? "Rule" : "Schedule" },
    ...(rule.pattern === undefined ? [] : [{ id: "test", title: "Try an event" }]),
  ];
  return (
    <div class="data-page">
      <Head resource={rule} badges={badges} />
      <Tabs label="Parts of the rule" tabs={tabs} selected={tab.value} onSelect={(id) => (tab.value = id)}>
        {tab.value === "rule" ? <About rule={rule} /> : <EventTest bus={rule.busName ?? "default"} rules={[rule]} />}
      </Tabs>
    </div>
  );
}

function About({ rule }: { readonly rule: StackRule }) {
  const bus = stack.value?.buses.find(({ name }) => name === rule.busName);
  return (
    <div class="data-detail">
      <Facts
        facts={[
          ["Description", rule.description],
          ["Bus", bus && <a href={href("data", "buses", idOf(bus))}>{idOf(bus)}</a>],
          ["Schedule", rule.schedule && <code>{rule.schedule}</code>],
          ["Time zone", rule.timezone],
          ["Next run", rule.schedule && <NextRun rule={rule} />],
        ]}
      />
      {rule.pattern !== undefined && (
        <>
          <h3>Pattern</h3>
          <JsonView value={rule.pattern} label="Pattern" />
        </>
      )}
      <h3>Targets</h3>
      {rule.targets.length === 0 && <p class="quiet-text">It has none: what it matches goes nowhere.</p>}
      <ul class="data-outcomes" aria-label="Targets">
        {rule.targets.map((target) => (
          <li key={target.id}>
            <EndLink {...target} />
            {target.deadLetter && (
              <p class="quiet-text">
                {"What it does not take goes to "}
                <EndLink {...target.deadLetter} />.
              </p>
            )}
            {target.input !== undefined && <JsonView value={target.input} label={`Input of ${target.id}`} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function NextRun({ rule }: { readonly rule: StackRule }) {
  const { value, failure } = useLive({
    key: rule.arn,
    read: async () => ({ nextAt: await readNextRun(rule) }),
    changes: ({ service, type }) => service === "events" || (service === "engine" && type === "clock"),
  });
  if (failure !== undefined) return <span class="bad">{failure}</span>;
  if (!value) return <>…</>;
  const { nextAt } = value;
  if (nextAt === undefined) return <>{rule.enabled ? "never again" : "never, while it is disabled"}</>;
  return (
    <>
      <Moment at={nextAt} />
      {" · "}
      <a href={href("time")}>move time there</a>
    </>
  );
}
