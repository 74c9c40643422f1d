import { objectOf, pick } from "../plain-data.ts";
import { codeLocation } from "./expansion/code.ts";
import { type Expander, getAtt, kept, tagList } from "./expansion/context.ts";
import { trustOf } from "./policies/inline.ts";
import { managedPolicy } from "./policies/policies.ts";

export const APPLICATION_PROPERTIES = ["Location", "NotificationARNs", "Parameters", "Tags", "TimeoutInMinutes"];

/** AWS::Serverless::Application: a nested stack. */
export const application: Expander = (declaration) => {
  const { logicalId, properties } = declaration;
  const template = codeLocation(properties.Location);
  return {
    resources: {
      [logicalId]: {
        Type: "AWS::CloudFormation::Stack",
        ...kept(declaration),
        Properties: {
          TemplateURL: typeof template === "string" ? template : properties.Location,
          ...pick(properties, ["NotificationARNs", "Parameters", "TimeoutInMinutes"]),
          Tags: tagList({ "lambda:createdBy": "SAM", ...objectOf(properties.Tags) }),
        },
      },
    },
  };
};

export const CAPACITY_PROVIDER_PROPERTIES = [
  "CapacityProviderName",
  "InstanceRequirements",
  "KmsKeyArn",
  "OperatorRole",
  "PropagateTags",
  "ScalingConfig",
  "Tags",
  "VpcConfig",
];

/** AWS::Serverless::CapacityProvider and the role in which Lambda runs its instances. */
export const capacityProvider: Expander = (declaration) => {
  const { logicalId, properties } = declaration;
  const roleId = `${logicalId}OperatorRole`;
  const Tags = tagList({ "lambda:createdBy": "SAM", ...objectOf(properties.Tags) });
  const role = {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: trustOf("lambda.amazonaws.com"),
      ManagedPolicyArns: [managedPolicy("AWSLambdaManagedEC2ResourceOperator")],
      Tags,
    },
  };
  return {
    resources: {
      ...(properties.OperatorRole === undefined && { [roleId]: role }),
      [logicalId]: {
        Type: "AWS::Lambda::CapacityProvider",
        ...kept(declaration),
        Properties: {
          ...pick(properties, ["CapacityProviderName", "InstanceRequirements", "KmsKeyArn", "VpcConfig"]),
          PermissionsConfig: { CapacityProviderOperatorRoleArn: properties.OperatorRole ?? getAtt(roleId, "Arn") },
          Tags,
        },
      },
    },
  };
};

export const GRAPHQL_API_PROPERTIES = [
  "ApiKeys",
  "Auth",
  "Cache",
  "DataSources",
  "DomainName",
  "Functions",
  "IntrospectionConfig",
  "Logging",
  "Name",
  "OwnerContact",
  "QueryDepthLimit",
  "Resolvers",
  "ResolverCountLimit",
  "SchemaInline",
  "SchemaUri",
  "Tags",
  "Visibility",
  "XrayEnabled",
];

/** AWS::Serverless::GraphQLApi does not run here: of all that it becomes, only the API itself can be referred to. */
export const graphqlApi: Expander = (declaration) => {
  const { logicalId, properties } = declaration;
  const Properties = { Name: properties.Name ?? logicalId };
  return { resources: { [logicalId]: { Type: "AWS::AppSync::GraphQLApi", ...kept(declaration), Properties } } };
};

/** AWS::Serverless::MicrovmImage does not run here: the image can be referred to, and that is all. */
export const microvmImage: Expander = (declaration) => {
  const { logicalId, properties } = declaration;
  const Properties = { Name: properties.Name ?? logicalId };
  return { resources: { [logicalId]: { Type: "AWS::Lambda::MicrovmImage", ...kept(declaration), Properties } } };
};

/** AWS::Serverless::WebFunction does not run here: its function, revision and endpoint can be referred to. */
export const webFunction: Expander = (declaration) => {
  const { logicalId, properties } = declaration;
  const FunctionName = properties.FunctionName ?? logicalId;
  const part = (Type: string) => ({ Type, Properties: { FunctionName } });
  return {
    resources: {
      [logicalId]: { ...part("AWS::Lambda::WebFunction"), ...kept(declaration) },
      [`${logicalId}Revision`]: part("AWS::Lambda::WebFunctionRevision"),
      [`${logicalId}Endpoint`]: part("AWS::Lambda::WebFunctionEndpoint"),
    },
  };
};
