import { pick, textOf } from "../../../plain-data.ts";
import { type GeneratedResources, ref } from "../../expansion/context.ts";
import type { RestAuth } from "./rest-auth.ts";

/** The plan, key and their bond that `UsagePlan` of a REST API asks for. Plans shared by all APIs are made per API. */
export function usagePlan(logicalId: string, stageId: string, { usagePlan: plan }: RestAuth): GeneratedResources {
  const kind = textOf(plan?.CreateUsagePlan);
  if (!plan || kind === undefined || kind === "NONE") return {};
  const [planId, keyId] = [`${logicalId}UsagePlan`, `${logicalId}ApiKey`];
  return {
    [planId]: {
      Type: "AWS::ApiGateway::UsagePlan",
      DependsOn: [logicalId],
      Properties: {
        ApiStages: [{ ApiId: ref(logicalId), Stage: ref(stageId) }],
        ...pick(plan, ["Description", "Quota", "Tags", "Throttle", "UsagePlanName"]),
      },
    },
    [keyId]: {
      Type: "AWS::ApiGateway::ApiKey",
      DependsOn: [planId],
      Properties: { Enabled: true, StageKeys: [{ RestApiId: ref(logicalId), StageName: ref(stageId) }] },
    },
    [`${logicalId}UsagePlanKey`]: {
      Type: "AWS::ApiGateway::UsagePlanKey",
      DependsOn: [keyId],
      Properties: { KeyId: ref(keyId), KeyType: "API_KEY", UsagePlanId: ref(planId) },
    },
  };
}
