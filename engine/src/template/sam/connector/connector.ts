import { listOf, own, type PlainObject } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import { type Expander, type Generated, type GeneratedResources, type SamContext, sub } from "../expansion/context.ts";
import { type ConnectorEnd, connectorEnd } from "./end.ts";
import { type ConnectorProfile, connectorProfiles, type Grant, type GrantKind } from "./profiles.ts";

export const CONNECTOR_PROPERTIES = ["Destination", "Permissions", "Source"];

interface Connection {
  /** The connector's logical id, and the number of the destination when it has several. */
  readonly logicalId: string;
  readonly ending: string;
  readonly source: ConnectorEnd;
  readonly destination: ConnectorEnd;
  readonly permissions: readonly unknown[];
}

/** AWS::Serverless::Connector: the policies by which one resource may use others. */
export const connector: Expander = (declaration, context) => {
  const { Source, Destination, Permissions } = declaration.properties;
  const destinations = listOf(Destination);
  const source = connectorEnd(Source, context);
  const resources = destinations.map((given, index): GeneratedResources => {
    const destination = connectorEnd(given, context);
    const profile = profileOf(source, destination);
    if (!source || !destination || !profile || !canHold(profile, { source, destination }))
      return noteUnknown(declaration, source, destination, context);
    const ending = Array.isArray(Destination) ? `Destination${index}` : "";
    const { logicalId } = declaration;
    return WRITERS[profile.kind](profile, { logicalId, ending, source, destination, permissions: listOf(Permissions) });
  });
  return { resources: Object.assign({}, ...resources) };
};

/** A role from elsewhere cannot be given a policy. */
const canHold = (profile: ConnectorProfile, ends: Pick<Connection, "source" | "destination">) =>
  profile.kind !== "role" || holderOf(profile, ends).roleName !== undefined;

const profileOf = (source: ConnectorEnd | undefined, destination: ConnectorEnd | undefined) =>
  source && destination && own(own(connectorProfiles, source.type) ?? {}, destination.type);

function noteUnknown(
  { logicalId, location }: Declaration,
  source: ConnectorEnd | undefined,
  destination: ConnectorEnd | undefined,
  { notices }: SamContext,
): GeneratedResources {
  const message = `A connector from ${source?.type} to ${destination?.type} has no effect here.`;
  notices.add("warning", "connector-without-effect", message, { logicalId, location });
  return {};
}

type Writer = (profile: ConnectorProfile, connection: Connection) => GeneratedResources;

const WRITERS: Readonly<Record<GrantKind, Writer>> = {
  role: (profile, connection) => {
    const { roleName } = holderOf(profile, connection);
    const policy = { PolicyDocument: documentOf(profile, connection), Roles: [roleName] };
    return named("Policy", connection, "AWS::IAM::ManagedPolicy", policy);
  },
  queue: (profile, connection) =>
    named("QueuePolicy", connection, "AWS::SQS::QueuePolicy", {
      PolicyDocument: documentOf(profile, connection),
      Queues: [connection.destination.queueUrl],
    }),
  topic: (profile, connection) =>
    named("TopicPolicy", connection, "AWS::SNS::TopicPolicy", {
      PolicyDocument: documentOf(profile, connection),
      Topics: [connection.destination.arn],
    }),
  function: ({ principal = "", sourceArn = "" }, connection) =>
    named("WriteLambdaPermission", connection, "AWS::Lambda::Permission", {
      Action: "lambda:InvokeFunction",
      FunctionName: connection.destination.arn,
      Principal: principal,
      SourceArn: text(sourceArn, connection),
    }),
};

const holderOf = ({ holder }: ConnectorProfile, { source, destination }: Pick<Connection, "source" | "destination">) =>
  holder === "Source" ? source : destination;

const named = (suffix: string, { logicalId, ending }: Connection, Type: string, Properties: PlainObject) =>
  ({ [`${logicalId}${suffix}${ending}`]: { Type, Properties } }) satisfies Record<string, Generated>;

const documentOf = (profile: ConnectorProfile, connection: Connection) => ({
  Version: "2012-10-17",
  Statement: connection.permissions
    .flatMap((permission) => own(profile.grants, String(permission)) ?? [])
    .map((grant) => statementOf(grant, profile, connection)),
});

function statementOf(grant: Grant, { principal, sourceArn = "" }: ConnectorProfile, connection: Connection) {
  const allowed = {
    Effect: "Allow",
    Action: grant.actions,
    Resource: grant.resources.map((resource) => text(resource, connection)),
  };
  if (principal === undefined) return allowed;
  const Condition = { ArnEquals: { "aws:SourceArn": text(sourceArn, connection) } };
  return { ...allowed, Principal: { Service: principal }, Condition };
}

/** `Fn::Sub` with those of the names that the text has. */
function text(template: string, { source, destination }: Connection): unknown {
  const names = {
    Source: source.arn,
    SourceId: source.id,
    Destination: destination.arn,
    DestinationName: destination.name,
  };
  const used = Object.entries(names).filter(([name]) => template.includes(`\${${name}}`));
  return sub(template, Object.fromEntries(used));
}
