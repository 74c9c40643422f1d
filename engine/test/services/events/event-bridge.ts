import { events } from "../../../src/services/events/definition.ts";
import { type Harness, recordingReceiver, startService, type TemplateResources } from "../harness.ts";

export const QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders";
export const DEAD = "arn:aws:sqs:eu-west-1:123456789012:dead";
export const FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:notify";

export type EventBridge = Harness & ReturnType<typeof recordingReceiver>;

/** EventBridge with a queue and a function beside it that keep what they are given. */
export async function startEvents(
  resources: TemplateResources,
  failure?: (arn: string) => Error | undefined,
): Promise<EventBridge> {
  const receiver = recordingReceiver(failure);
  const { deliver } = receiver;
  const harness = await startService(events, { resources, others: { sqs: { deliver }, lambda: { deliver } } });
  return { ...harness, ...receiver };
}

export const rule = (Properties: Record<string, unknown>) => ({
  Type: "AWS::Events::Rule",
  Properties: { Targets: [{ Id: "queue", Arn: QUEUE }], ...Properties },
});

export const ENTRY = { Source: "shop", DetailType: "Order Placed", Detail: '{"id":7}' };

/** Lets promises that are settled already go on. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
