import { z } from "zod";
import { stableId } from "../../kernel/random.ts";
import { formatArn } from "../../languages/arn.ts";
import type { ResourceType } from "../../template/model.ts";
import { physicalName } from "../../template/physical-name.ts";

const stateMachine = z.object({
  StateMachineName: z.string().optional(),
  StateMachineType: z.enum(["STANDARD", "EXPRESS"]).default("STANDARD"),
  RoleArn: z.string(),
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionString: z.string().optional(),
  DefinitionS3Location: z
    .union([z.string(), z.object({ Bucket: z.string(), Key: z.string(), Version: z.string().optional() })])
    .optional(),
  DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

export type StateMachineProperties = z.output<typeof stateMachine>;

/** Names of state machines have at most 80 characters. */
const LONGEST_NAME = 80;

/** The name at the end of a state machine's ARN. */
export const nameOfArn = (arn: string) => arn.split(":")[6] ?? "";

const stateMachineType: ResourceType<StateMachineProperties> = {
  schema: stateMachine,
  ref(logicalId, { StateMachineName }, stack) {
    const { partition, region, accountId } = stack;
    const given = typeof StateMachineName === "string" ? StateMachineName : undefined;
    const name = given ?? physicalName(logicalId, stack, { maxLength: LONGEST_NAME });
    return formatArn({ partition, service: "states", region, accountId, resource: `stateMachine:${name}` });
  },
  attributes: {
    Arn: (arn) => arn,
    Name: nameOfArn,
    StateMachineRevisionId: (arn) => stableId(arn, 32, "0123456789abcdef"),
  },
};

const version = z.object({ StateMachineArn: z.string(), StateMachineRevisionId: z.string().optional() });

/** A version or an alias runs the template's present definition: there is only one revision here. */
const versionType: ResourceType<z.output<typeof version>> = {
  schema: version,
  ref: (_logicalId, { StateMachineArn }) => `${String(StateMachineArn)}:1`,
  attributes: { Arn: (arn) => arn },
};

const weighted = z.object({ StateMachineVersionArn: z.string(), Weight: z.coerce.number().optional() });
const alias = z.object({
  Name: z.string(),
  RoutingConfiguration: z.array(weighted).default([]),
  DeploymentPreference: z.object({ StateMachineVersionArn: z.string() }).optional(),
});

const aliasType: ResourceType<z.output<typeof alias>> = {
  schema: alias,
  ref(_logicalId, { Name, RoutingConfiguration, DeploymentPreference }) {
    const [first] = z
      .array(weighted)
      .catch([])
      .parse([DeploymentPreference ?? RoutingConfiguration].flat());
    const machineArn = first?.StateMachineVersionArn.replace(/:\d+$/, "") ?? "";
    return `${machineArn}:${String(Name)}`;
  },
  attributes: { Arn: (arn) => arn },
};

export const resourceTypes = {
  "AWS::StepFunctions::StateMachine": stateMachineType,
  "AWS::StepFunctions::StateMachineAlias": aliasType,
  "AWS::StepFunctions::StateMachineVersion": versionType,
} satisfies Record<string, ResourceType>;
