/** A value of `Fn::GetAtt` as the coverage tables write it: a pattern, several, or what it is. */
export type Form = string | number | boolean | readonly string[];

/** The values by attribute; `Ref` among them, where it is not the resource's name. */
export type Forms = Readonly<Record<string, Form>>;

const arnOf = (service: string, resource: string) => `arn:{partition}:${service}:{region}:{accountId}:${resource}`;

/** A resource that EC2 names by an id, and the attributes that give that id as well. */
const withId = (prefix: string, attributes: readonly string[], others: Forms = {}): Forms => ({
  ...Object.fromEntries(["Ref", "Id", ...attributes].map((name) => [name, `${prefix}-{hex}`])),
  ...others,
});

/** A resource whose `Ref` is its ARN, and the attributes that give the ARN as well. */
const withArn = (arn: string, ...attributes: readonly string[]): Forms =>
  Object.fromEntries(["Ref", "Arn", ...attributes].map((name) => [name, arn]));

/** A resource of Bedrock's whose `Ref` is a short id, and the attributes that give that and its ARN. */
const withShortId = (path: string, id: string, idAttribute: string, arnAttribute: string): Forms => ({
  Ref: `{${id}}`,
  [idAttribute]: `{${id}}`,
  [arnAttribute]: arnOf("bedrock", `${path}{${id}}`),
});

const BROKER = "b-{uuid}";
const BROKER_HOST = `${BROKER}-1.mq.{region}.{urlSuffix}`;
const CREATED = "2026-01-01T00:00:00.000Z";
const LOAD_BALANCER = "app/{name}/{hex}";
const CERTIFICATE = arnOf("acm", "certificate/{uuid}");
const IPV6 = "2001:db8:1234:1a00";

/** The parts of an endpoint under one attribute. */
const endpoint = (attribute: string, address: string): Forms => ({ [`${attribute}.Address`]: address });

const RDS_HOST = "{name}.{hex}.{region}.rds.{urlSuffix}";
const RDS_CLUSTER_HOST = "{name}.cluster-{hex}.{region}.rds.{urlSuffix}";
const RDS_SECRET = arnOf("secretsmanager", "secret:rds!{name}-{hex}");

/** AWS names four servers, each under another top-level domain. */
const NAME_SERVERS = ["ns-1.awsdns-00.com", "ns-513.awsdns-00.net", "ns-1025.awsdns-00.org", "ns-1537.awsdns-00.co.uk"];

/** The forms that names do not tell, by type. Types that are in no table of notes may stand here as well. */
export const FORMS_BY_TYPE: Readonly<Record<string, Forms>> = {
  "AWS::ApiGatewayV2::Api": { ExecuteApiArn: arnOf("execute-api", "{name}") },
  "AWS::ApiGatewayV2::PortalProduct": {
    ...withArn("arn:{partition}:apigateway:{region}:{accountId}:/portalproducts/{hex}", "PortalProductArn"),
    PortalProductId: "{hex}",
  },
  "AWS::ApiGatewayV2::RoutingRule": withArn("{DomainNameArn}/routingrules/{hex}", "RoutingRuleArn"),
  "AWS::AppSync::Api": {
    Ref: arnOf("appsync", "apis/{hex}"),
    ApiArn: arnOf("appsync", "apis/{hex}"),
    ApiId: "{hex}",
    "Dns.Http": "{hex}.appsync-api.{region}.{urlSuffix}",
    "Dns.Realtime": "{hex}.appsync-realtime-api.{region}.{urlSuffix}",
  },
  "AWS::AppSync::ApiKey": {
    Ref: arnOf("appsync", "apis/{ApiId}/apikeys/da2-{lower26}"),
    ApiKey: "da2-{lower26}",
    ApiKeyId: "da2-{lower26}",
    Arn: arnOf("appsync", "apis/{ApiId}/apikeys/da2-{lower26}"),
  },
  "AWS::AmazonMQ::Broker": {
    Ref: BROKER,
    Id: BROKER,
    Arn: arnOf("mq", `broker:{name}:${BROKER}`),
    AmqpEndpoints: [`amqp+ssl://${BROKER_HOST}:5671`],
    MqttEndpoints: [`mqtt+ssl://${BROKER_HOST}:8883`],
    OpenWireEndpoints: [`ssl://${BROKER_HOST}:61617`],
    StompEndpoints: [`stomp+ssl://${BROKER_HOST}:61614`],
    WssEndpoints: [`wss://${BROKER_HOST}:61619`],
  },
  "AWS::AppSync::ChannelNamespace": withArn(
    arnOf("appsync", "apis/{ApiId}/channelNamespace/{name}"),
    "ChannelNamespaceArn",
  ),
  "AWS::AppSync::GraphQLApi": {
    ...withArn(arnOf("appsync", "apis/{hex}")),
    ApiId: "{hex}",
    GraphQLDns: "{hex}.appsync-api.{region}.{urlSuffix}",
    GraphQLUrl: "https://{hex}.appsync-api.{region}.{urlSuffix}/graphql",
    RealtimeDns: "{hex}.appsync-realtime-api.{region}.{urlSuffix}",
    RealtimeUrl: "wss://{hex}.appsync-realtime-api.{region}.{urlSuffix}/graphql",
  },
  "AWS::Batch::ComputeEnvironment": withArn(arnOf("batch", "compute-environment/{name}"), "ComputeEnvironmentArn"),
  "AWS::Batch::JobDefinition": withArn(arnOf("batch", "job-definition/{name}:1"), "JobDefinitionArn"),
  "AWS::Batch::JobQueue": withArn(arnOf("batch", "job-queue/{name}"), "JobQueueArn"),
  "AWS::Bedrock::Agent": withShortId("agent/", "upper10", "AgentId", "AgentArn"),
  "AWS::Bedrock::Flow": { ...withArn(arnOf("bedrock", "flow/{upper10}")), Id: "{upper10}" },
  "AWS::Bedrock::Guardrail": withShortId("guardrail/", "lower12", "GuardrailId", "GuardrailArn"),
  "AWS::Bedrock::KnowledgeBase": withShortId("knowledge-base/", "upper10", "KnowledgeBaseId", "KnowledgeBaseArn"),
  "AWS::Bedrock::Prompt": { ...withArn(arnOf("bedrock", "prompt/{upper10}")), Id: "{upper10}" },
  "AWS::CertificateManager::Certificate": withArn(CERTIFICATE),
  "AWS::CloudFront::Distribution": { Ref: "E{upper13}", Id: "E{upper13}", DomainName: "d{lower13}.cloudfront.net" },
  "AWS::CodeStarConnections::Connection": withArn(arnOf("codestar-connections", "connection/{uuid}"), "ConnectionArn"),
  "AWS::Cognito::IdentityPool": { Ref: "{region}:{uuid}", Id: "{region}:{uuid}" },
  "AWS::Cognito::UserPoolDomain": { CloudFrontDistribution: "d{hex}.cloudfront.net" },
  "AWS::DynamoDB::GlobalTable": { TableId: "{uuid}" },
  "AWS::EC2::CustomerGateway": withId("cgw", ["CustomerGatewayId"]),
  "AWS::EC2::DHCPOptions": withId("dopt", ["DhcpOptionsId"]),
  "AWS::EC2::EIP": { Ref: "203.0.113.10", PublicIp: "203.0.113.10", AllocationId: "eipalloc-{hex}" },
  "AWS::EC2::EIPAssociation": withId("eipassoc", []),
  "AWS::EC2::EgressOnlyInternetGateway": withId("eigw", []),
  "AWS::EC2::FlowLog": withId("fl", []),
  "AWS::EC2::Instance": withId("i", ["InstanceId"], {
    PrivateDnsName: "ip-10-0-0-10.{region}.compute.internal",
    PrivateIp: "10.0.0.10",
    PublicDnsName: "ec2-203-0-113-10.{region}.compute.{urlSuffix}",
    PublicIp: "203.0.113.10",
  }),
  "AWS::EC2::InternetGateway": withId("igw", ["InternetGatewayId"]),
  "AWS::EC2::KeyPair": { KeyPairId: "key-{hex}", KeyFingerprint: "00:00:00:00:00:00:00:00" },
  "AWS::EC2::LaunchTemplate": withId("lt", ["LaunchTemplateId"], {
    DefaultVersionNumber: "1",
    LatestVersionNumber: "1",
  }),
  "AWS::EC2::NatGateway": withId("nat", ["NatGatewayId"]),
  "AWS::EC2::NetworkAcl": withId("acl", []),
  "AWS::EC2::NetworkInterface": withId("eni", [], {
    PrimaryIpv6Address: `${IPV6}::10`,
    PrimaryPrivateIpAddress: "{PrivateIpAddress|10.0.0.10}",
    SecondaryPrivateIpAddresses: ["10.0.0.11"],
  }),
  "AWS::EC2::PrefixList": withId("pl", ["PrefixListId"]),
  "AWS::EC2::RouteTable": withId("rtb", ["RouteTableId"]),
  "AWS::EC2::SecurityGroup": withId("sg", ["GroupId"]),
  "AWS::EC2::Subnet": withId("subnet", ["SubnetId"], {
    AvailabilityZone: "{region}a",
    CidrBlock: "10.0.0.0/24",
    Ipv6CidrBlocks: [`${IPV6}::/64`],
    NetworkAclAssociationId: "aclassoc-{hex}",
  }),
  "AWS::EC2::SubnetRouteTableAssociation": withId("rtbassoc", []),
  "AWS::EC2::TransitGateway": withId("tgw", []),
  "AWS::EC2::TransitGatewayAttachment": withId("tgw-attach", []),
  "AWS::EC2::VPC": withId("vpc", ["VpcId"], {
    CidrBlock: "10.0.0.0/16",
    CidrBlockAssociations: ["vpc-cidr-assoc-{hex}"],
    DefaultNetworkAcl: "acl-{hex}",
    DefaultSecurityGroup: "sg-{hex}",
    Ipv6CidrBlocks: [`${IPV6}::/56`],
  }),
  "AWS::EC2::VPCEndpoint": withId("vpce", [], {
    CreationTimestamp: CREATED,
    DnsEntries: ["Z2FDTNDATAQYW2:vpce-{hex}.{region}.vpce.{urlSuffix}"],
  }),
  "AWS::EC2::VPCPeeringConnection": withId("pcx", []),
  "AWS::EC2::VPNConnection": withId("vpn", ["VpnConnectionId"]),
  "AWS::EC2::VPNGateway": withId("vgw", ["VPNGatewayId"]),
  "AWS::EC2::Volume": withId("vol", ["VolumeId"]),
  "AWS::ECR::Repository": {
    Arn: arnOf("ecr", "repository/{name}"),
    RepositoryUri: "{accountId}.dkr.ecr.{region}.{urlSuffix}/{name}",
  },
  "AWS::ECS::Service": { ...withArn(arnOf("ecs", "service/default/{name}"), "ServiceArn"), Name: "{name}" },
  "AWS::ECS::TaskDefinition": withArn(arnOf("ecs", "task-definition/{name}:1"), "TaskDefinitionArn"),
  "AWS::EFS::AccessPoint": {
    ...withId("fsap", ["AccessPointId"]),
    Arn: arnOf("elasticfilesystem", "access-point/fsap-{hex}"),
  },
  "AWS::EFS::FileSystem": {
    ...withId("fs", ["FileSystemId"]),
    Arn: arnOf("elasticfilesystem", "file-system/fs-{hex}"),
  },
  "AWS::EFS::MountTarget": withId("fsmt", [], { IpAddress: "10.0.0.10" }),
  "AWS::EKS::Cluster": {
    Arn: arnOf("eks", "cluster/{name}"),
    CertificateAuthorityData: "{base64800}",
    ClusterSecurityGroupId: "sg-{hex}",
    Endpoint: "https://{upperHex32}.gr7.{region}.eks.{urlSuffix}",
    Id: "{uuid}",
    OpenIdConnectIssuerUrl: "https://oidc.eks.{region}.{urlSuffix}/id/{upperHex32}",
  },
  "AWS::ElastiCache::ReplicationGroup": {
    "ReadEndPoint.Addresses": "[{name}-001.cache.{urlSuffix}]",
    "ReadEndPoint.Ports": "[{Port|6379}]",
    "ReadEndPoint.PortsList": ["{Port|6379}"],
  },
  "AWS::ElasticLoadBalancingV2::Listener": withArn(
    arnOf("elasticloadbalancing", `listener/${LOAD_BALANCER}/{hex}`),
    "ListenerArn",
  ),
  "AWS::ElasticLoadBalancingV2::ListenerRule": withArn(
    arnOf("elasticloadbalancing", `listener-rule/${LOAD_BALANCER}/{hex}/{hex}`),
    "RuleArn",
  ),
  "AWS::ElasticLoadBalancingV2::LoadBalancer": {
    ...withArn(arnOf("elasticloadbalancing", `loadbalancer/${LOAD_BALANCER}`), "LoadBalancerArn"),
    CanonicalHostedZoneID: "Z35SXDOTRQ7X7K",
    DNSName: "{name}.{region}.elb.{urlSuffix}",
    LoadBalancerFullName: LOAD_BALANCER,
    LoadBalancerName: "{name}",
  },
  "AWS::ElasticLoadBalancingV2::TargetGroup": {
    ...withArn(arnOf("elasticloadbalancing", "targetgroup/{name}/{hex}"), "TargetGroupArn"),
    LoadBalancerArns: [arnOf("elasticloadbalancing", `loadbalancer/${LOAD_BALANCER}`)],
    TargetGroupFullName: "targetgroup/{name}/{hex}",
    TargetGroupName: "{name}",
  },
  "AWS::IAM::AccessKey": { Ref: "AKIA{upper16}", SecretAccessKey: "{base6440}" },
  "AWS::IAM::InstanceProfile": { Arn: "arn:{partition}:iam::{accountId}:instance-profile{Path|/}{name}" },
  "AWS::KMS::Key": { Ref: "{uuid}", KeyId: "{uuid}", Arn: arnOf("kms", "key/{uuid}") },
  "AWS::KMS::ReplicaKey": { Ref: "{uuid}", KeyId: "{uuid}", Arn: arnOf("kms", "key/{uuid}") },
  "AWS::Kinesis::StreamConsumer": withArn(arnOf("kinesis", "stream/{name}/consumer/{name}:1"), "ConsumerARN"),
  "AWS::Lambda::CodeSigningConfig": withArn(arnOf("lambda", "code-signing-config:csc-{hex}"), "CodeSigningConfigArn"),
  "AWS::Lambda::CapacityProvider": { Arn: arnOf("lambda", "capacity-provider:{name}"), State: "Active" },
  "AWS::Lambda::Function": { "SnapStartResponse.ApplyOn": "None", "SnapStartResponse.OptimizationStatus": "Off" },
  "AWS::Lambda::MicrovmImage": withArn(arnOf("lambda", "microvm-image:{name}"), "ImageArn"),
  "AWS::Lambda::WebFunction": {
    Arn: arnOf("lambda", "web-function/{name}"),
    FunctionArn: arnOf("lambda", "web-function/{name}"),
  },
  "AWS::Lambda::WebFunctionEndpoint": {
    ...withArn(arnOf("lambda", "web-function/{FunctionName}/endpoint/{name}"), "EndpointArn"),
    DomainName: "{hex}.lambda-web.{region}.on.aws",
  },
  "AWS::Lambda::WebFunctionRevision": withArn(arnOf("lambda", "web-function/{FunctionName}/revision/1"), "RevisionArn"),
  "AWS::MSK::Cluster": withArn(arnOf("kafka", "cluster/{name}/{uuid}-1")),
  "AWS::MSK::ServerlessCluster": withArn(arnOf("kafka", "cluster/{name}/{uuid}-s1")),
  "AWS::OpenSearchService::Domain": {
    Arn: arnOf("es", "domain/{name}"),
    DomainArn: arnOf("es", "domain/{name}"),
    DomainEndpoint: "search-{name}-{hex}.{region}.es.{urlSuffix}",
  },
  "AWS::RDS::DBCluster": {
    DBClusterArn: arnOf("rds", "cluster:{name}"),
    DBClusterResourceId: "cluster-{hex}",
    "MasterUserSecret.SecretArn": RDS_SECRET,
    ...endpoint("Endpoint", RDS_CLUSTER_HOST),
    ...endpoint("ReadEndpoint", RDS_CLUSTER_HOST.replace("cluster-", "cluster-ro-")),
  },
  "AWS::RDS::DBInstance": {
    DBInstanceArn: arnOf("rds", "db:{name}"),
    DbiResourceId: "db-{hex}",
    "MasterUserSecret.SecretArn": RDS_SECRET,
    ...endpoint("Endpoint", RDS_HOST),
  },
  "AWS::RDS::DBProxy": {
    DBProxyArn: arnOf("rds", "db-proxy:prx-{hex}"),
    Endpoint: "{name}.proxy-{hex}.{region}.rds.{urlSuffix}",
  },
  "AWS::Route53::HealthCheck": { Ref: "{uuid}", HealthCheckId: "{uuid}" },
  "AWS::Route53::HostedZone": { Ref: "Z{upper20}", Id: "Z{upper20}", NameServers: NAME_SERVERS },
  "AWS::S3::Bucket": { DualStackDomainName: "{name}.s3.dualstack.{region}.{urlSuffix}" },
  "AWS::Scheduler::ScheduleGroup": { CreationDate: CREATED, LastModificationDate: CREATED },
  "AWS::ServiceDiscovery::PrivateDnsNamespace": withId("ns", [], { HostedZoneId: "Z{upper20}" }),
  "AWS::ServiceDiscovery::Service": withId("srv", []),
  "AWS::WAFv2::IPSet": { Ref: "{name}|{uuid}|{Scope|REGIONAL}", Id: "{uuid}" },
  "AWS::WAFv2::WebACL": {
    Ref: "{name}|{uuid}|{Scope|REGIONAL}",
    Arn: arnOf("wafv2", "regional/webacl/{name}/{uuid}"),
    Id: "{uuid}",
  },
};
