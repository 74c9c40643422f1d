import { isObject, listOf, own, type PlainObject, textOf } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import { getAtt, ref, type SamContext } from "../expansion/context.ts";

/** The source or the destination of a connector. */
export interface ConnectorEnd {
  /** The type of the CloudFormation resource. */
  readonly type: string;
  readonly arn: unknown;
  readonly id: unknown;
  readonly name: unknown;
  readonly roleName: unknown;
  readonly queueUrl: unknown;
}

/** The types that SAM's own become. */
const MAIN_TYPES: Readonly<Record<string, string>> = {
  "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
  "AWS::Serverless::Function": "AWS::Lambda::Function",
  "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
  "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
  "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
  "AWS::Serverless::WebSocketApi": "AWS::ApiGatewayV2::Api",
};

/** Types whose `Ref` is their ARN. */
const ARN_BY_REF = ["AWS::SNS::Topic", "AWS::StepFunctions::StateMachine"];

/** `Source` or `Destination`: the `Id` of a resource of this template, or all that is to be known of another. */
export function connectorEnd(given: unknown, { declarations }: SamContext): ConnectorEnd | undefined {
  if (!isObject(given)) return undefined;
  const declaration = declarations.get(textOf(given.Id) ?? "");
  if (declaration) return endOf(declaration);
  const { Type, Arn, ResourceId, Name, RoleName, QueueUrl } = given;
  return { type: String(Type), arn: Arn, id: ResourceId, name: Name, roleName: RoleName, queueUrl: QueueUrl };
}

function endOf(declaration: Declaration): ConnectorEnd {
  const { logicalId } = declaration;
  const type = own(MAIN_TYPES, declaration.type) ?? declaration.type;
  return {
    type,
    arn: ARN_BY_REF.includes(type) ? ref(logicalId) : getAtt(logicalId, "Arn"),
    id: ref(logicalId),
    name: getAtt(logicalId, "Name"),
    roleName: roleNameOf(declaration),
    queueUrl: ref(logicalId),
  };
}

/** A role of the template by its name; undefined for one from elsewhere. */
function roleNameOf({ logicalId, type, properties }: Declaration): unknown {
  const role = properties.Role ?? properties.RoleArn ?? roleOfTargets(properties);
  if (role === undefined) return type.startsWith("AWS::Serverless::") ? ref(`${logicalId}Role`) : undefined;
  if (!isObject(role)) return undefined;
  if (role.Ref !== undefined) return role;
  const attribute = role["Fn::GetAtt"];
  const [roleId] = typeof attribute === "string" ? attribute.split(".") : listOf(attribute);
  return typeof roleId === "string" ? ref(roleId) : undefined;
}

/** A rule has a role for each of its targets. */
const roleOfTargets = ({ Targets }: PlainObject): unknown =>
  listOf(Targets)
    .filter(isObject)
    .map(({ RoleArn }) => RoleArn)
    .find((arn) => arn !== undefined);
