import { useSignal } from "@preact/signals";
import { awsQuery } from "../../../engine/aws.ts";
import type { StackTopic } from "../../../engine/stack-parts.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/controls/button.tsx";
import { TextField } from "../../../ui/controls/field.tsx";
import { Tabs } from "../../../ui/layout/tabs.tsx";
import { Empty } from "../../../ui/messages.tsx";
import { type AttributeRow, AttributeRows } from "../shared/attribute-rows.tsx";
import { EndLink } from "../shared/ends.tsx";
import { Head } from "../shared/head.tsx";
import { NoticeLine, useNotice } from "../shared/notice.tsx";
import { TextArea } from "../shared/text-area.tsx";

/** A topic: who gets what is published, and a form to publish. */
export function TopicView({ topic, tab: firstTab }: { readonly topic: StackTopic; readonly tab: string | undefined }) {
  const tab = useSignal(firstTab ?? "subscriptions");
  const tabs = [
    { id: "subscriptions", title: "Subscriptions", count: topic.subscriptions.length },
    { id: "publish", title: "Publish" },
  ];
  return (
    <div class="data-page">
      <Head resource={topic} badges={topic.fifo && <Badge>FIFO</Badge>} />
      <Tabs label="Parts of the topic" tabs={tabs} selected={tab.value} onSelect={(id) => (tab.value = id)}>
        {tab.value === "subscriptions" ? <Subscriptions topic={topic} /> : <Publish topic={topic} />}
      </Tabs>
    </div>
  );
}

function Subscriptions({ topic }: { readonly topic: StackTopic }) {
  if (topic.subscriptions.length === 0)
    return (
      <Empty title="Nobody subscribes to this topic" icon="data">
        <p>
          What is published goes nowhere. An AWS::SNS::Subscription of the template sends it to a queue or a function.
        </p>
      </Empty>
    );
  return (
    <div class="data-scroll">
      <table class="data-table">
        <thead>
          <tr>
            <th scope="col">Subscriber</th>
            <th scope="col">Protocol</th>
            <th scope="col">Filter</th>
          </tr>
        </thead>
        <tbody>
          {topic.subscriptions.map(({ protocol, endpoint, logicalId, filterPolicy }) => (
            <tr key={`${protocol} ${endpoint}`}>
              <th scope="row">
                {endpoint.startsWith("arn:") ? (
                  <EndLink arn={endpoint} {...(logicalId !== undefined && { logicalId })} />
                ) : (
                  <code>{endpoint}</code>
                )}
              </th>
              <td>{protocol}</td>
              <td class="data-wide">
                {filterPolicy === undefined ? "all" : <code>{JSON.stringify(filterPolicy)}</code>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PublishForm {
  readonly subject: string;
  readonly message: string;
  readonly groupId: string;
  readonly attributes: readonly AttributeRow[];
}

/** Publishes, and resolves with the id. */
async function publish({ arn, fifo }: StackTopic, form: PublishForm): Promise<string> {
  const { subject, message, groupId, attributes } = form;
  const named = attributes.filter(({ name }) => name !== "");
  const entries = named.flatMap(({ name, type, value }, index) => {
    const entry = `MessageAttributes.entry.${index + 1}`;
    return [
      [`${entry}.Name`, name],
      [`${entry}.Value.DataType`, type],
      [`${entry}.Value.StringValue`, value],
    ];
  });
  const { MessageId = "" } = await awsQuery("sns", {
    Action: "Publish",
    Version: "2010-03-31",
    TopicArn: arn,
    Message: message,
    ...(subject && { Subject: subject }),
    ...(fifo && groupId && { MessageGroupId: groupId }),
    ...(fifo && { MessageDeduplicationId: crypto.randomUUID() }),
    ...Object.fromEntries(entries),
  });
  return MessageId;
}

function Publish({ topic }: { readonly topic: StackTopic }) {
  const form = useSignal<PublishForm>({ subject: "", message: "{}", groupId: "", attributes: [] });
  const notice = useNotice();
  const change = (part: Partial<PublishForm>) => {
    form.value = { ...form.value, ...part };
  };
  const { subject, message, groupId, attributes } = form.value;
  return (
    <div class="data-detail">
      <TextField label="Subject" hint="Not needed." value={subject} onText={(text) => change({ subject: text })} />
      <TextArea label="Message" rows={10} value={message} onText={(text) => change({ message: text })} />
      {topic.fifo && (
        <TextField label="Message group" value={groupId} isCode onText={(text) => change({ groupId: text })} />
      )}
      <AttributeRows rows={attributes} onRows={(rows) => change({ attributes: rows })} />
      <div class="data-actions">
        <Button
          look="primary"
          icon="send"
          onClick={() => notice.tell(async () => `Published as ${await publish(topic, form.value)}.`)}
        >
          Publish
        </Button>
      </div>
      <NoticeLine notice={notice} />
    </div>
  );
}
