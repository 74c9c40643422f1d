import type { Declaration } from "../../resources/declaration.ts";
import { getAtt, ref, type SamContext, samMistake } from "../expansion/context.ts";
import type { EventTarget } from "./event.ts";

const ALIAS_NAME = /^(?!\d+$)[\w-]+$/;

/** The alias that a function publishes its code under; undefined when it publishes none. */
export function publishedAlias(
  { logicalId, properties, location }: Declaration,
  context: SamContext,
): { readonly name: string; readonly logicalId: string } | undefined {
  const at = context.positions.at(properties, "AutoPublishAlias") ?? location;
  const name = context.settle(properties.AutoPublishAlias, at);
  if (name === undefined) return undefined;
  if (typeof name !== "string" || !ALIAS_NAME.test(name))
    throw samMistake("AutoPublishAlias must be a name of letters, digits, - and _, or a parameter that holds one.", at);
  return { name, logicalId: `${logicalId}Alias${name.replaceAll("-", "D").replaceAll("_", "U")}` };
}

/** The function as events name it: by its alias when it publishes one. */
export function functionTarget(declaration: Declaration, context: SamContext): EventTarget {
  const { logicalId } = declaration;
  const alias = publishedAlias(declaration, context);
  if (alias) {
    const name = ref(alias.logicalId);
    return { logicalId, service: "Lambda", name, arn: name, arnVariable: `\${${alias.logicalId}}` };
  }
  const arn = getAtt(logicalId, "Arn");
  return { logicalId, service: "Lambda", name: ref(logicalId), arn, arnVariable: `\${${logicalId}.Arn}` };
}

/** The state machine as events name it. */
export const stateMachineTarget = ({ logicalId }: Declaration): EventTarget => ({
  logicalId,
  service: "StepFunctions",
  name: ref(logicalId),
  arn: ref(logicalId),
  arnVariable: `\${${logicalId}}`,
});
