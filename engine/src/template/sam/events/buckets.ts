import { isObject, listOf, objectOf, type PlainObject, pick } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import { type SamContext, samMistake } from "../expansion/context.ts";
import { readEvents } from "./read.ts";
import { functionTarget } from "./targets.ts";

/** The buckets that S3 events name, each with the notifications that call their functions. */
export function notifyingBuckets(context: SamContext): ReadonlyMap<string, Declaration> {
  const buckets = new Map<string, Declaration>();
  for (const declaration of context.declarations.values()) {
    if (declaration.type !== "AWS::Serverless::Function") continue;
    for (const { type, properties, logicalId, name, at } of readEvents(declaration, context)) {
      if (type !== "S3") continue;
      const bucketId = isObject(properties.Bucket) ? String(properties.Bucket.Ref) : "";
      const bucket = buckets.get(bucketId) ?? context.declarations.get(bucketId);
      if (!bucket) throw samMistake(`The S3 event ${name} must name a bucket of this template by !Ref.`, at);
      const { arn } = functionTarget(declaration, context);
      const configurations = listOf(properties.Events).map((Event) => ({
        Function: arn,
        Event,
        ...pick(properties, ["Filter"]),
      }));
      buckets.set(bucketId, notifying(bucket, configurations, `${logicalId}Permission`, context));
    }
  }
  return buckets;
}

function notifying(
  bucket: Declaration,
  configurations: readonly PlainObject[],
  permissionId: string,
  { positions }: SamContext,
): Declaration {
  const notification = objectOf(bucket.properties.NotificationConfiguration);
  const LambdaConfigurations = [...listOf(notification.LambdaConfigurations), ...configurations];
  const properties = {
    ...bucket.properties,
    NotificationConfiguration: { ...notification, LambdaConfigurations },
  };
  return {
    ...bucket,
    properties: positions.inherit(properties, bucket.properties),
    dependsOn: [...bucket.dependsOn, permissionId],
  };
}
