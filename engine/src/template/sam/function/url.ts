import { isObject, pick } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import { type GeneratedResources, ref, type SamContext } from "../expansion/context.ts";
import type { Published } from "./publish.ts";

/** The URL of a function and, when anyone may call it, the permissions for that. */
export function functionUrl(
  { logicalId, properties, location }: Declaration,
  published: Published | undefined,
  context: SamContext,
): GeneratedResources {
  const config = context.settle(properties.FunctionUrlConfig, location);
  if (!isObject(config)) return {};
  const target = ref(published?.aliasId ?? logicalId);
  const permission = (Action: string, extra: object) => ({
    Type: "AWS::Lambda::Permission",
    Properties: { Action, FunctionName: target, Principal: "*", ...extra },
  });
  const url = {
    Type: "AWS::Lambda::Url",
    Properties: { ...pick(config, ["AuthType", "Cors", "InvokeMode"]), TargetFunctionArn: target },
  };
  if (config.AuthType !== "NONE") return { [`${logicalId}Url`]: url };
  return {
    [`${logicalId}Url`]: url,
    [`${logicalId}UrlPublicPermissions`]: permission("lambda:InvokeFunctionUrl", { FunctionUrlAuthType: "NONE" }),
    [`${logicalId}URLInvokeAllowPublicAccess`]: permission("lambda:InvokeFunction", { InvokedViaFunctionUrl: true }),
  };
}
