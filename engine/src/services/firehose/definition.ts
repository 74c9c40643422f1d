import { z } from "zod";
import type { StackResource } from "../../template/model.ts";
import { operation } from "../contract/operation.ts";
import type { ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import { createDeliveryStreams, putRecord, putRecordBatch } from "./put-records.ts";
import { deliveryStreamType } from "./resource-types.ts";

/** Firehose as its senders see it: records are accepted and are in the journal, and nothing is delivered. */
export const firehose: ServiceDefinition = {
  name: "firehose",
  title: "Firehose",
  protocols: [{ kind: "json-1.1", targetPrefix: "Firehose_20150804" }],
  resourceTypes: { "AWS::KinesisFirehose::DeliveryStream": deliveryStreamType },
  replaceable: true,
  describe: (resources) => ({
    deliveryStreams: resources.map(({ logicalId, physicalId: name, attribute }) => {
      return { logicalId, name, arn: String(attribute("Arn")) };
    }),
  }),
  create(context, resources) {
    const streams = createDeliveryStreams(new Set(resources.map(({ physicalId }) => physicalId)), context);
    return {
      access: (call) => accessOf(call, context),
      operations: {
        DescribeDeliveryStream: operation(named, ({ DeliveryStreamName }) => {
          streams.require(DeliveryStreamName);
          return { DeliveryStreamDescription: describe(resources, DeliveryStreamName) };
        }),
        ListDeliveryStreams: operation(z.object({}), () => ({
          DeliveryStreamNames: resources.map(({ physicalId }) => physicalId).sort(),
          HasMoreDeliveryStreams: false,
        })),
        PutRecord: putRecord(streams),
        PutRecordBatch: putRecordBatch(streams),
      },
      receives: {
        async deliver(arn, payload) {
          streams.accept(arn.split("/").at(-1) ?? "", [Buffer.from(payload)]);
        },
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};

const named = z.object({ DeliveryStreamName: z.string() });

function describe(resources: readonly StackResource[], name: string): Readonly<Record<string, unknown>> {
  const stream = resources.find(({ physicalId }) => physicalId === name);
  return {
    DeliveryStreamName: name,
    DeliveryStreamARN: stream?.attribute("Arn"),
    DeliveryStreamStatus: "ACTIVE",
    DeliveryStreamType: stream?.properties.DeliveryStreamType ?? "DirectPut",
    VersionId: "1",
    Destinations: [],
    HasMoreDestinations: false,
  };
}
