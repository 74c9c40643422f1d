import { useSignal } from "@preact/signals";
import { stack } from "../../../engine/stack.ts";
import type { Named, StackRule } from "../../../engine/stack-parts.ts";
import { idOf } from "../../../model/data/resources.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Tabs } from "../../../ui/layout/tabs.tsx";
import { href } from "../../../ui/links.ts";
import { Empty } from "../../../ui/messages.tsx";
import { EndLink } from "../shared/ends.tsx";
import { Head } from "../shared/head.tsx";
import { EventTest } from "./event-test.tsx";

const rulesOfBus = (name: string): readonly StackRule[] =>
  stack.value?.rules.filter(({ kind, busName }) => kind === "rule" && busName === name) ?? [];

/** A bus: its rules, and events that are tried on them. */
export function BusView({ bus, tab: firstTab }: { readonly bus: Named; readonly tab: string | undefined }) {
  const rules = rulesOfBus(bus.name);
  const tab = useSignal(firstTab ?? "rules");
  const tabs = [
    { id: "rules", title: "Rules", count: rules.length },
    { id: "test", title: "Try an event" },
  ];
  return (
    <div class="data-page">
      <Head resource={bus} badges={bus.logicalId === undefined && <Badge>not in the template</Badge>} />
      <Tabs label="Parts of the bus" tabs={tabs} selected={tab.value} onSelect={(id) => (tab.value = id)}>
        {tab.value === "rules" ? <Rules rules={rules} /> : <EventTest bus={bus.name} rules={rules} />}
      </Tabs>
    </div>
  );
}

function Rules({ rules }: { readonly rules: readonly StackRule[] }) {
  if (rules.length === 0)
    return (
      <Empty title="No rule listens to this bus" icon="data">
        <p>Events that are put here are gone. An AWS::Events::Rule of the template sends them on.</p>
      </Empty>
    );
  return (
    <div class="data-scroll">
      <table class="data-table">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Matches</th>
            <th scope="col">Sends to</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.arn}>
              <th scope="row">
                <a href={href("data", "rules", idOf(rule))}>{idOf(rule)}</a>
                {!rule.enabled && <Badge tone="warn">disabled</Badge>}
              </th>
              <td class="data-wide">
                <code>{rule.schedule ?? JSON.stringify(rule.pattern)}</code>
              </td>
              <td>
                {rule.targets.map((target) => (
                  <div key={target.id}>
                    <EndLink {...target} />
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
