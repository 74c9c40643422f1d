/**
 * A resource type that a template may have and that nothing here runs. In patterns `{name}` stands for the physical
 * name, `{hex}` and `{uuid}` for ids, `{partition}`, `{region}`, `{accountId}` and `{urlSuffix}` for the stack's, and
 * `{Property|default}` for a property of the resource.
 */
export interface InertType {
  /** Says in one sentence for the coverage page what does not happen, or what happens nevertheless. */
  readonly note: string;
  /** The property that names the resource. */
  readonly name?: string;
  /** The longest name that AWS would make for it. */
  readonly maxLength?: number;
  /** True where AWS makes the resource's names in lower case. */
  readonly lowerCase?: boolean;
  /** True where its properties have an effect all the same: a mistake in them stops the start. */
  readonly counts?: boolean;
  /** Value of `Ref`, where it is not the name. */
  readonly ref?: string;
  /** Values of `Fn::GetAtt`. Attributes that are not listed get made-up values of their form. */
  readonly attributes?: Readonly<Record<string, string>>;
}

const ALARM = "arn:{partition}:cloudwatch:{region}:{accountId}:alarm:{name}";
const ACTIVITY = "arn:{partition}:states:{region}:{accountId}:activity:{name}";
const POLICY = "arn:{partition}:iam::{accountId}:policy{Path|/}{name}";
const ROLE = "arn:{partition}:iam::{accountId}:role{Path|/}{name}";
const STREAM = "arn:{partition}:kinesis:{region}:{accountId}:stream/{name}";
const USER_POOL_ID = "{region}_{lower9}";
const USER_POOL_PROVIDER = `cognito-idp.{region}.{urlSuffix}/${USER_POOL_ID}`;

const ANY_ADDRESS = "Calls arrive over the address on which the engine listens.";
const NO_GRAPHQL = "GraphQL APIs do not run here.";
const NO_MODEL = "Models and agents do not run here.";
const NO_PORTAL = "There is no developer portal here.";
const NO_WEB_FUNCTION = "Web functions do not run here: nothing listens under their endpoints.";
const NO_NETWORK = "Networks do not exist here; functions run on this machine.";
const NO_POOL = "User pools do not exist here.";
const NO_DISTRIBUTION = "Nothing is distributed; call the API itself.";
const NO_PIPELINE = "Nothing is built or deployed from here.";
const POLICIES_COUNT = "Its policies decide what functions may do where permissions are checked.";

/** Types that are accepted without effect. */
export const inertTypes: Readonly<Record<string, InertType>> = {
  "AWS::ACMPCA::Certificate": { note: "Certificates are not issued." },
  "AWS::ApiGateway::Account": { note: "The account's logging role is not needed." },
  "AWS::ApiGateway::BasePathMappingV2": { note: "Private custom domains do not exist here." },
  "AWS::ApiGateway::ClientCertificate": { note: "Back ends are not shown a certificate." },
  "AWS::ApiGateway::DocumentationPart": { note: "APIs are not described here." },
  "AWS::ApiGateway::DocumentationVersion": { note: "APIs are not described here." },
  "AWS::ApiGateway::DomainNameAccessAssociation": { note: "Private custom domains do not exist here." },
  "AWS::ApiGateway::DomainNameV2": { note: "Private custom domains do not exist here." },
  "AWS::ApiGateway::GatewayResponse": { note: "Refusals have API Gateway's own words." },
  "AWS::ApiGateway::Model": { note: "Requests to REST APIs are not validated.", name: "Name" },
  "AWS::ApiGateway::RequestValidator": { note: "Requests to REST APIs are not validated." },
  "AWS::ApiGateway::VpcLink": { note: NO_NETWORK },
  "AWS::ApiGatewayV2::ApiGatewayManagedOverrides": { note: "APIs of the quick form are not changed." },
  "AWS::ApiGatewayV2::Portal": { note: NO_PORTAL },
  "AWS::ApiGatewayV2::PortalProduct": { note: NO_PORTAL },
  "AWS::ApiGatewayV2::ProductPage": { note: NO_PORTAL },
  "AWS::ApiGatewayV2::ProductRestEndpointPage": { note: NO_PORTAL },
  "AWS::ApiGatewayV2::RoutingRule": { note: "Routing rules are not followed; the mappings of the domain name count." },
  "AWS::ApiGatewayV2::VpcLink": { note: NO_NETWORK },
  "AWS::AppSync::Api": { note: "Event APIs of AppSync do not run here.", name: "Name" },
  "AWS::AppSync::ApiCache": { note: NO_GRAPHQL },
  "AWS::AppSync::ApiKey": { note: NO_GRAPHQL },
  "AWS::AppSync::ChannelNamespace": { note: "Event APIs of AppSync do not run here.", name: "Name" },
  "AWS::AppSync::DataSource": { note: NO_GRAPHQL, name: "Name" },
  "AWS::AppSync::DomainName": { note: "APIs of AppSync do not run here.", name: "DomainName" },
  "AWS::AppSync::DomainNameApiAssociation": { note: "APIs of AppSync do not run here." },
  "AWS::AppSync::FunctionConfiguration": { note: NO_GRAPHQL, name: "Name" },
  "AWS::AppSync::GraphQLApi": { note: NO_GRAPHQL },
  "AWS::AppSync::GraphQLSchema": { note: NO_GRAPHQL },
  "AWS::AppSync::Resolver": { note: NO_GRAPHQL },
  "AWS::AppSync::SourceApiAssociation": { note: NO_GRAPHQL },
  "AWS::AppSync::Type": { note: NO_GRAPHQL },
  "AWS::ApplicationAutoScaling::ScalableTarget": { note: "Nothing is scaled." },
  "AWS::ApplicationAutoScaling::ScalingPolicy": { note: "Nothing is scaled." },
  "AWS::Athena::WorkGroup": { note: "Queries are not run.", name: "Name" },
  "AWS::Backup::BackupPlan": { note: "Nothing is backed up." },
  "AWS::Backup::BackupSelection": { note: "Nothing is backed up." },
  "AWS::Backup::BackupVault": { note: "Nothing is backed up.", name: "BackupVaultName" },
  "AWS::Bedrock::Agent": { note: NO_MODEL, name: "AgentName" },
  "AWS::Bedrock::AgentAlias": { note: NO_MODEL, name: "AgentAliasName" },
  "AWS::Bedrock::DataSource": { note: NO_MODEL, name: "Name" },
  "AWS::Bedrock::Flow": { note: NO_MODEL, name: "Name" },
  "AWS::Bedrock::Guardrail": { note: NO_MODEL, name: "Name" },
  "AWS::Bedrock::KnowledgeBase": { note: NO_MODEL, name: "Name" },
  "AWS::Bedrock::Prompt": { note: NO_MODEL, name: "Name" },
  "AWS::BedrockAgentCore::BrowserCustom": { note: NO_MODEL },
  "AWS::BedrockAgentCore::BrowserProfile": { note: NO_MODEL },
  "AWS::BedrockAgentCore::CodeInterpreterCustom": { note: NO_MODEL },
  "AWS::BedrockAgentCore::Evaluator": { note: NO_MODEL },
  "AWS::BedrockAgentCore::Gateway": { note: NO_MODEL, name: "Name" },
  "AWS::BedrockAgentCore::GatewayTarget": { note: NO_MODEL },
  "AWS::BedrockAgentCore::Memory": { note: NO_MODEL, name: "Name" },
  "AWS::BedrockAgentCore::OnlineEvaluationConfig": { note: NO_MODEL },
  "AWS::BedrockAgentCore::Policy": { note: NO_MODEL },
  "AWS::BedrockAgentCore::PolicyEngine": { note: NO_MODEL },
  "AWS::BedrockAgentCore::Runtime": { note: NO_MODEL, name: "AgentRuntimeName" },
  "AWS::BedrockAgentCore::RuntimeEndpoint": { note: NO_MODEL },
  "AWS::BedrockAgentCore::WorkloadIdentity": { note: NO_MODEL },
  "AWS::Budgets::Budget": { note: "Nothing here costs anything." },
  "AWS::CDK::Metadata": { note: "It only says which constructs made the template." },
  "AWS::CertificateManager::Certificate": { note: "Certificates are not issued." },
  "AWS::Chatbot::SlackChannelConfiguration": { note: "Nobody is notified." },
  "AWS::CloudFormation::CustomResource": { note: "Its function is called with --custom-resources only." },
  "AWS::CloudFormation::WaitCondition": { note: "Nothing waits." },
  "AWS::CloudFormation::WaitConditionHandle": { note: "Nothing waits.", ref: "https://{name}.{region}.{urlSuffix}" },
  "AWS::CloudFront::CachePolicy": { note: NO_DISTRIBUTION },
  "AWS::CloudFront::CloudFrontOriginAccessIdentity": { note: NO_DISTRIBUTION },
  "AWS::CloudFront::Distribution": { note: NO_DISTRIBUTION },
  "AWS::CloudFront::Function": { note: NO_DISTRIBUTION, name: "Name" },
  "AWS::CloudFront::OriginAccessControl": { note: NO_DISTRIBUTION },
  "AWS::CloudFront::OriginRequestPolicy": { note: NO_DISTRIBUTION },
  "AWS::CloudFront::ResponseHeadersPolicy": { note: NO_DISTRIBUTION },
  "AWS::CloudTrail::Trail": { note: "Calls are found in the engine's journal." },
  "AWS::CloudWatch::Alarm": { note: "Alarms are not evaluated.", name: "AlarmName", attributes: { Arn: ALARM } },
  "AWS::CloudWatch::AnomalyDetector": { note: "Alarms are not evaluated." },
  "AWS::CloudWatch::CompositeAlarm": {
    note: "Alarms are not evaluated.",
    name: "AlarmName",
    attributes: { Arn: ALARM },
  },
  "AWS::CloudWatch::Dashboard": { note: "Dashboards are not shown.", name: "DashboardName" },
  "AWS::CloudWatch::InsightRule": { note: "Metrics are not kept." },
  "AWS::CodeBuild::Project": { note: NO_PIPELINE, name: "Name" },
  "AWS::CodeDeploy::Application": { note: NO_PIPELINE, name: "ApplicationName" },
  "AWS::CodeDeploy::DeploymentConfig": { note: NO_PIPELINE, name: "DeploymentConfigName" },
  "AWS::CodeDeploy::DeploymentGroup": { note: NO_PIPELINE, name: "DeploymentGroupName" },
  "AWS::CodePipeline::Pipeline": { note: NO_PIPELINE, name: "Name" },
  "AWS::Cognito::IdentityPool": { note: NO_POOL },
  "AWS::Cognito::IdentityPoolPrincipalTag": { note: NO_POOL },
  "AWS::Cognito::IdentityPoolRoleAttachment": { note: NO_POOL },
  "AWS::Cognito::LogDeliveryConfiguration": { note: NO_POOL },
  "AWS::Cognito::ManagedLoginBranding": { note: NO_POOL },
  "AWS::Cognito::Terms": { note: NO_POOL },
  "AWS::Cognito::UserPool": {
    note: NO_POOL,
    ref: USER_POOL_ID,
    attributes: {
      Arn: `arn:{partition}:cognito-idp:{region}:{accountId}:userpool/${USER_POOL_ID}`,
      ProviderName: USER_POOL_PROVIDER,
      ProviderURL: `https://${USER_POOL_PROVIDER}`,
      UserPoolId: USER_POOL_ID,
    },
  },
  "AWS::Cognito::UserPoolClient": {
    note: NO_POOL,
    ref: "{lower26}",
    attributes: { ClientId: "{lower26}", ClientSecret: "{lower52}" },
  },
  "AWS::Cognito::UserPoolDomain": { note: NO_POOL, name: "Domain" },
  "AWS::Cognito::UserPoolGroup": { note: NO_POOL, name: "GroupName" },
  "AWS::Cognito::UserPoolIdentityProvider": { note: NO_POOL },
  "AWS::Cognito::UserPoolResourceServer": { note: NO_POOL },
  "AWS::Cognito::UserPoolRiskConfigurationAttachment": { note: NO_POOL },
  "AWS::Cognito::UserPoolUICustomizationAttachment": { note: NO_POOL },
  "AWS::Cognito::UserPoolUser": { note: NO_POOL, name: "Username" },
  "AWS::Cognito::UserPoolUserToGroupAttachment": { note: NO_POOL },
  "AWS::DSQL::Cluster": { note: "Relational databases do not run here." },
  "AWS::EC2::EIP": { note: NO_NETWORK },
  "AWS::EC2::FlowLog": { note: NO_NETWORK },
  "AWS::EC2::Instance": { note: "Instances do not run here." },
  "AWS::EC2::InternetGateway": { note: NO_NETWORK },
  "AWS::EC2::NatGateway": { note: NO_NETWORK },
  "AWS::EC2::NetworkInterface": { note: NO_NETWORK },
  "AWS::EC2::Route": { note: NO_NETWORK },
  "AWS::EC2::RouteTable": { note: NO_NETWORK },
  "AWS::EC2::SecurityGroup": { note: NO_NETWORK },
  "AWS::EC2::SecurityGroupEgress": { note: NO_NETWORK },
  "AWS::EC2::SecurityGroupIngress": { note: NO_NETWORK },
  "AWS::EC2::Subnet": { note: NO_NETWORK },
  "AWS::EC2::SubnetRouteTableAssociation": { note: NO_NETWORK },
  "AWS::EC2::VPC": { note: NO_NETWORK },
  "AWS::EC2::VPCEndpoint": { note: NO_NETWORK },
  "AWS::EC2::VPCGatewayAttachment": { note: NO_NETWORK },
  "AWS::ECR::Repository": { note: "Container images do not run here.", name: "RepositoryName", lowerCase: true },
  "AWS::ECS::Cluster": { note: "Containers do not run here.", name: "ClusterName" },
  "AWS::ECS::Service": { note: "Containers do not run here.", name: "ServiceName" },
  "AWS::ECS::TaskDefinition": { note: "Containers do not run here.", name: "Family" },
  "AWS::EFS::AccessPoint": { note: "File systems are not mounted." },
  "AWS::EFS::FileSystem": { note: "File systems are not mounted." },
  "AWS::EFS::MountTarget": { note: "File systems are not mounted." },
  "AWS::ElastiCache::CacheCluster": { note: "Caches do not run here.", lowerCase: true },
  "AWS::ElastiCache::ReplicationGroup": { note: "Caches do not run here.", lowerCase: true },
  "AWS::ElastiCache::ServerlessCache": {
    note: "Caches do not run here.",
    name: "ServerlessCacheName",
    lowerCase: true,
  },
  "AWS::ElastiCache::SubnetGroup": { note: "Caches do not run here.", lowerCase: true },
  "AWS::ElasticLoadBalancingV2::Listener": { note: "Load is not balanced." },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": { note: "Load is not balanced." },
  "AWS::ElasticLoadBalancingV2::TargetGroup": { note: "Load is not balanced." },
  "AWS::EventSchemas::Discoverer": { note: "Schemas of events are not kept." },
  "AWS::EventSchemas::Registry": { note: "Schemas of events are not kept." },
  "AWS::EventSchemas::RegistryPolicy": { note: "Schemas of events are not kept." },
  "AWS::EventSchemas::Schema": { note: "Schemas of events are not kept." },
  "AWS::Events::ApiDestination": { note: "Events are not sent to URLs.", name: "Name" },
  "AWS::Events::Archive": {
    note: "Events are not archived, with --data neither: none can be replayed.",
    name: "ArchiveName",
  },
  "AWS::Events::Connection": { note: "Events are not sent to URLs.", name: "Name" },
  "AWS::Events::Endpoint": {
    note: "Events go to the bus that they are put on; nothing fails over to another region.",
    name: "Name",
  },
  "AWS::IAM::AccessKey": { note: "Keys are not issued." },
  "AWS::IAM::Group": { note: "The developer may do everything here.", name: "GroupName" },
  "AWS::IAM::InstanceProfile": { note: "Instances do not run here.", name: "InstanceProfileName" },
  "AWS::IAM::ManagedPolicy": { note: POLICIES_COUNT, counts: true, name: "ManagedPolicyName", ref: POLICY },
  "AWS::IAM::OIDCProvider": { note: "Identity providers are not asked." },
  "AWS::IAM::Policy": { note: POLICIES_COUNT, counts: true },
  "AWS::IAM::Role": {
    note: POLICIES_COUNT,
    counts: true,
    name: "RoleName",
    maxLength: 64,
    attributes: { Arn: ROLE, RoleId: "AROA{upper17}" },
  },
  "AWS::IAM::RolePolicy": { note: POLICIES_COUNT, counts: true },
  "AWS::IAM::ServiceLinkedRole": { note: "Services need no roles here." },
  "AWS::IAM::User": {
    note: "The developer may do everything here.",
    name: "UserName",
    attributes: { Arn: "arn:{partition}:iam::{accountId}:user{Path|/}{name}" },
  },
  "AWS::IoT::TopicRule": { note: "Devices do not report here.", name: "RuleName" },
  "AWS::KMS::Alias": { note: "Nothing is encrypted.", name: "AliasName" },
  "AWS::KMS::Key": { note: "Nothing is encrypted." },
  "AWS::Kinesis::Stream": { note: "Kinesis does not run here.", name: "Name", attributes: { Arn: STREAM } },
  "AWS::Kinesis::StreamConsumer": { note: "Kinesis does not run here." },
  "AWS::Lambda::CapacityProvider": { note: "Functions run on this machine.", name: "CapacityProviderName" },
  "AWS::Lambda::CodeSigningConfig": { note: "Signatures of code are not checked." },
  "AWS::Lambda::LayerVersionPermission": { note: "Layers are read from this machine." },
  "AWS::Lambda::MicrovmImage": { note: "MicroVMs do not run here.", name: "Name" },
  "AWS::Lambda::NetworkConnector": { note: NO_NETWORK, name: "Name" },
  "AWS::Lambda::ResourcePolicy": { note: "It grants nothing here; use AWS::Lambda::Permission." },
  "AWS::Lambda::WebFunction": { note: NO_WEB_FUNCTION, name: "FunctionName" },
  "AWS::Lambda::WebFunctionEndpoint": { note: NO_WEB_FUNCTION, name: "EndpointName" },
  "AWS::Lambda::WebFunctionRevision": { note: NO_WEB_FUNCTION },
  "AWS::Logs::Delivery": { note: "Logs are not delivered anywhere else." },
  "AWS::Logs::DeliveryDestination": { note: "Logs are not delivered anywhere else." },
  "AWS::Logs::DeliverySource": { note: "Logs are not delivered anywhere else." },
  "AWS::Logs::LogStream": { note: "Logs go to the terminal.", name: "LogStreamName" },
  "AWS::Logs::MetricFilter": { note: "Metrics are not kept." },
  "AWS::Logs::QueryDefinition": { note: "Logs go to the terminal." },
  "AWS::Logs::ResourcePolicy": { note: "Logs go to the terminal." },
  "AWS::Logs::SubscriptionFilter": { note: "Logs go to the terminal." },
  "AWS::OpenSearchService::Domain": { note: "Searches are not run.", lowerCase: true },
  "AWS::Pipes::Pipe": { note: "Pipes do not run here.", name: "Name" },
  "AWS::RDS::DBCluster": { note: "Relational databases do not run here.", lowerCase: true },
  "AWS::RDS::DBInstance": { note: "Relational databases do not run here.", lowerCase: true },
  "AWS::RDS::DBProxy": { note: "Relational databases do not run here.", name: "DBProxyName" },
  "AWS::RDS::DBSubnetGroup": { note: "Relational databases do not run here.", lowerCase: true },
  "AWS::ResourceGroups::Group": { note: "Resources are not grouped.", name: "Name" },
  "AWS::Route53::HostedZone": { note: "Names are not published." },
  "AWS::Route53::RecordSet": { note: "Names are not published.", name: "Name" },
  "AWS::Route53::RecordSetGroup": { note: "Names are not published." },
  "AWS::S3::Bucket": {
    note: "S3 does not run here.",
    name: "BucketName",
    maxLength: 63,
    lowerCase: true,
    attributes: {
      Arn: "arn:{partition}:s3:::{name}",
      DomainName: "{name}.s3.{urlSuffix}",
      RegionalDomainName: "{name}.s3.{region}.{urlSuffix}",
      WebsiteURL: "http://{name}.s3-website-{region}.{urlSuffix}",
    },
  },
  "AWS::S3::BucketPolicy": { note: "S3 does not run here." },
  "AWS::S3Tables::Namespace": { note: "Tables of S3 do not exist here." },
  "AWS::S3Tables::Table": { note: "Tables of S3 do not exist here." },
  "AWS::S3Tables::TableBucket": { note: "Tables of S3 do not exist here." },
  "AWS::S3Tables::TableBucketPolicy": { note: "Tables of S3 do not exist here." },
  "AWS::S3Tables::TablePolicy": { note: "Tables of S3 do not exist here." },
  "AWS::S3Vectors::Index": { note: "Vectors are not kept here." },
  "AWS::S3Vectors::VectorBucket": { note: "Vectors are not kept here." },
  "AWS::S3Vectors::VectorBucketPolicy": { note: "Vectors are not kept here." },
  "AWS::SES::ConfigurationSet": { note: "Mail is not sent.", name: "Name" },
  "AWS::SES::EmailIdentity": { note: "Mail is not sent.", name: "EmailIdentity" },
  "AWS::SES::Template": { note: "Mail is not sent." },
  "AWS::SSM::Document": { note: "Documents are not run.", name: "Name" },
  "AWS::ServiceCatalogAppRegistry::Application": { note: "Applications are not registered.", name: "Name" },
  "AWS::ServiceCatalogAppRegistry::ResourceAssociation": { note: "Applications are not registered." },
  "AWS::ServiceDiscovery::PrivateDnsNamespace": { note: NO_NETWORK },
  "AWS::ServiceDiscovery::Service": { note: NO_NETWORK },
  "AWS::StepFunctions::Activity": {
    note: "Activities are not run.",
    name: "Name",
    ref: ACTIVITY,
    attributes: { Arn: ACTIVITY, Name: "{name}" },
  },
  "AWS::Synthetics::Canary": { note: "Canaries do not run here.", name: "Name", lowerCase: true },
  "AWS::WAFv2::IPSet": { note: "Requests are not filtered.", name: "Name" },
  "AWS::WAFv2::WebACL": { note: "Requests are not filtered.", name: "Name" },
  "AWS::WAFv2::WebACLAssociation": { note: "Requests are not filtered." },
  "AWS::XRay::Group": { note: "Traces are not kept." },
  "AWS::XRay::SamplingRule": { note: "Traces are not kept." },
};

/** Types with which going on would mislead if something that runs depended on them, and what to do instead. */
export const refusedTypes: Readonly<Record<string, string>> = {
  "AWS::CloudFormation::Macro": "macros do not run here; put their result into the template.",
};

/**
 * Properties of types that run which do something on AWS that a reader of the template counts on, and what becomes of it
 * here. All others that nothing is read from are told of by their names alone.
 */
export const propertyNotes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "AWS::ApiGateway::DomainName": {
    "EndpointConfiguration.IpAddressType": ANY_ADDRESS,
    RoutingMode: "Routing rules are not followed; the mappings of the domain name count.",
  },
  "AWS::ApiGateway::RestApi": { "EndpointConfiguration.IpAddressType": ANY_ADDRESS },
  "AWS::ApiGatewayV2::Api": { IpAddressType: ANY_ADDRESS },
  "AWS::ApiGatewayV2::DomainName": {
    "DomainNameConfigurations.IpAddressType": ANY_ADDRESS,
    RoutingMode: "Routing rules are not followed; the mappings of the domain name count.",
  },
  "AWS::Lambda::Function": {
    CapacityProviderConfig: "The function runs on this machine, one call at a time in each environment.",
    DurableConfig: "Durable execution does not run here: a durable handler fails at each call.",
    TenancyConfig: "Tenants share the function's environments here.",
  },
};
