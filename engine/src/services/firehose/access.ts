import { type AccessRow, accessByOperation, arnIn, each, textOf } from "../../iam/index.ts";
import type { ServiceContext } from "../contract/service.ts";

type Context = Pick<ServiceContext, "stack">;

const onStream: AccessRow<Context> = ({ DeliveryStreamName }, { stack }) => [
  { resource: arnIn(stack, "firehose", `deliverystream/${textOf(DeliveryStreamName)}`) },
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisfirehose.html */
export const accessOf = accessByOperation<Context>(
  "firehose",
  each(["DescribeDeliveryStream", "PutRecord", "PutRecordBatch"], onStream),
);
