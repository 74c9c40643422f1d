import { z } from "zod";
import { formatArn } from "../../languages/arn.ts";
import type { ResourceType } from "../../template/model.ts";
import { physicalName } from "../../template/physical-name.ts";

const deliveryStream = z.object({
  DeliveryStreamName: z.string().optional(),
  DeliveryStreamType: z.enum(["DatabaseAsSource", "DirectPut", "KinesisStreamAsSource", "MSKAsSource"]).optional(),
});

export type DeliveryStreamProperties = z.output<typeof deliveryStream>;

/** Names have at most 64 characters. .../firehose/latest/APIReference/API_CreateDeliveryStream.html */
const LONGEST_NAME = 64;

export const deliveryStreamType: ResourceType<DeliveryStreamProperties> = {
  schema: deliveryStream,
  ref: (logicalId, { DeliveryStreamName }, stack) =>
    typeof DeliveryStreamName === "string"
      ? DeliveryStreamName
      : physicalName(logicalId, stack, { maxLength: LONGEST_NAME }),
  attributes: {
    Arn: (name, { partition, region, accountId }) =>
      formatArn({ partition, service: "firehose", region, accountId, resource: `deliverystream/${name}` }),
  },
};
