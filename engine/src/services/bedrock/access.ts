import { type AccessRow, accessByOperation, arnIn, as, textOf } from "../../iam/index.ts";
import { formatArn } from "../../languages/arn.ts";
import type { ServiceContext } from "../contract/service.ts";
import { bareModelId } from "./models/families.ts";

type Context = Pick<ServiceContext, "stack">;
type Row = AccessRow<Context>;

/** A model's own ARN has no account; an inference profile's begins with its region in the id. */
const onModel: Row = ({ modelId }, { stack }) => {
  const id = textOf(modelId);
  if (id.startsWith("arn:")) return [{ resource: id }];
  if (bareModelId(id) !== id) return [{ resource: arnIn(stack, "bedrock", `inference-profile/${id}`) }];
  const { partition, region } = stack;
  return [
    {
      resource: formatArn({ partition, service: "bedrock", region, accountId: "", resource: `foundation-model/${id}` }),
    },
  ];
};

/**
 * Permissions that a call needs: Converse has none of its own.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
 */
export const accessOf = accessByOperation<Context>("bedrock", {
  Converse: as("InvokeModel", onModel),
  ConverseStream: as("InvokeModelWithResponseStream", onModel),
  InvokeModel: onModel,
  InvokeModelWithResponseStream: onModel,
});
