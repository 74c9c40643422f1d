import type { Notice, Stack, StackResource } from "../model.ts";
import { objectOf, own, type PlainObject, textOf } from "../plain-data.ts";
import { type EnvVars, FOR_ALL } from "./read.ts";

/**
 * The stack with other values of functions' environment variables. As with `sam local`, only variables that a function
 * declares are overridden, and a function's own entry goes before the one for all. What is overridden nowhere gets a
 * warning.
 */
export function overrideVariables(stack: Stack, envVars: EnvVars): Stack {
  const functions = [...stack.resources.values()].filter(({ type }) => type === "AWS::Lambda::Function");
  const overridden = new Map(functions.map((resource) => [resource.logicalId, withVariables(resource, envVars)]));
  return {
    ...stack,
    resources: new Map([...stack.resources].map(([id, resource]) => [id, overridden.get(id) ?? resource])),
    notices: [...stack.notices, ...noteUnused(functions, envVars)],
  };
}

function withVariables(resource: StackResource, { values }: EnvVars): StackResource {
  const { properties } = resource;
  const variables = variablesOf(resource);
  const given: PlainObject = { ...own(values, FOR_ALL), ...own(values, entryOf(resource, values) ?? FOR_ALL) };
  const declared = Object.entries(variables).map(([name, value]) => [name, own(given, name) ?? value]);
  if (declared.length === 0) return resource;
  const Environment = { ...objectOf(properties.Environment), Variables: Object.fromEntries(declared) };
  return { ...resource, properties: { ...properties, Environment } };
}

const variablesOf = ({ properties }: StackResource): PlainObject =>
  objectOf(objectOf(properties.Environment).Variables);

/** The names that the SAM CLI knows a function by, in its order: within its stack, in the CDK app, on AWS, in full. */
function namesOf({ logicalId, metadata, physicalId }: StackResource): readonly string[] {
  const construct = textOf(metadata["aws:cdk:path"])?.split("/").at(-2);
  const resourceId = textOf(metadata.SamResourceId) ?? construct;
  return [
    logicalId.split("/").at(-1) ?? logicalId,
    ...(resourceId === undefined ? [] : [resourceId]),
    physicalId,
    logicalId,
  ];
}

const entryOf = (resource: StackResource, values: EnvVars["values"]) =>
  namesOf(resource).find((name) => name !== FOR_ALL && Object.hasOwn(values, name));

/** Warns of names of functions that the template lacks, and of variables that no function concerned declares. */
function noteUnused(functions: readonly StackResource[], { values, locate }: EnvVars): readonly Notice[] {
  const known = functions.map(({ logicalId }) => logicalId).join(", ") || "none";
  const warn = (message: string, name: string, variable?: string): Notice => {
    const location = locate(name, variable);
    return { severity: "warning", code: "env-vars-unused", message, ...(location && { location }) };
  };
  return Object.entries(values).flatMap(([name, variables]) => {
    const concerned = functions.filter((resource) => name === FOR_ALL || namesOf(resource).includes(name));
    if (concerned.length === 0 && name !== FOR_ALL)
      return [warn(`No function is called ${name}, whose environment variables were given; there are ${known}.`, name)];
    const owner = name === FOR_ALL ? "No function" : `The function ${name}`;
    const verb = name === FOR_ALL ? "declares" : "does not declare";
    return Object.keys(variables)
      .filter((variable) => !concerned.some((resource) => Object.hasOwn(variablesOf(resource), variable)))
      .map((variable) =>
        warn(`${owner} ${verb} the environment variable ${variable}, so its value is not used.`, name, variable),
      );
  });
}
