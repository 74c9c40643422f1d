import { describe, expect, it } from "vitest";
import { z } from "zod";
import { lambda } from "../../../src/services/lambda/definition.ts";
import { compileText, complaintsOf, propertiesOf } from "../compile-text.ts";

const RESOURCES = `
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.20.0.0/16 } }
  Pooled: { Type: AWS::EC2::VPC, Properties: { Ipv4IpamPoolId: p } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, AvailabilityZone: eu-west-1c } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref Vpc } }
  Interface: { Type: AWS::EC2::NetworkInterface }
  Address: { Type: AWS::EC2::EIP }
  Endpoint: { Type: AWS::EC2::VPCEndpoint }
  Zone: { Type: AWS::Route53::HostedZone }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { SecurityGroups: [sg-1, sg-2] } }
  Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-postgresql } }
  Instance: { Type: AWS::RDS::DBInstance, Properties: { Port: 5555 } }
  Cache: { Type: AWS::ElastiCache::ReplicationGroup }
  Broker: { Type: AWS::AmazonMQ::Broker }
  Files: { Type: AWS::EFS::FileSystem }
  Acl: { Type: AWS::WAFv2::WebACL, Properties: { Name: acl } }
  Api: { Type: AWS::AppSync::Api }
  Gateway: { Type: AWS::EC2::TransitGatewayMulticastGroupMember }
  Memory: { Type: AWS::MemoryDB::Cluster }
  Own: { Type: Custom::Thing, Properties: { Zone: z1 } }
  New: { Type: AWS::Brand::New }
  Pool: { Type: AWS::Cognito::UserPool }
  Client: { Type: AWS::Cognito::UserPoolClient }
  Kube: { Type: AWS::EKS::Cluster }
  Key: { Type: AWS::AppSync::ApiKey }
  Agent: { Type: AWS::Bedrock::Agent }
  Knowledge: { Type: AWS::Bedrock::KnowledgeBase }
  Guard: { Type: AWS::Bedrock::Guardrail }
  Site: { Type: AWS::CloudFront::Distribution }
`;

const evaluated = (expression: string, more = "") => {
  const stack = compileText(
    `Resources:${RESOURCES}  Result:\n    Type: Test::Anything\n    Properties:\n      Value: ${expression}\n${more}`,
  );
  expect(complaintsOf(stack)).toEqual([]);
  return propertiesOf(stack, "Result").Value;
};

const id = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}-[0-9a-f]{17}$`));

const UNKNOWN = "is not known: it refers to what does not run here, and no other value is safe in its place.";

/** A resource of which a property that has to be a map is what only AWS knows. */
const maps = (property: string) => {
  const map = z.record(z.string(), z.unknown());
  const names = ["Body", "Variables", "RetryPolicy", "FilterPolicy", "JwtConfiguration", "Policy", "EventPattern"];
  const schema = z.object({
    ...Object.fromEntries([...names, "Definition"].map((name) => [name, map.optional()])),
    Target: z.object({ Arn: z.string() }).optional(),
  });
  return compileText(
    `Resources:\n  Own: { Type: Custom::Thing }\n  D: { Type: Test::Maps, Properties: { ${property}: !GetAtt Own.X } }\n`,
    { resourceTypes: { "Test::Maps": { schema, ref: (logicalId: string) => logicalId } } },
  );
};

describe("Made-up values", () => {
  it.each<[attribute: string, value: unknown]>([
    ["Vpc.CidrBlock", "10.20.0.0/16"],
    ["Pool.UserPoolId", expect.stringMatching(/^eu-west-1_[0-9a-zA-Z]{9,}$/)],
    [
      "Pool.Arn",
      expect.stringMatching(/^arn:aws:cognito-idp:eu-west-1:111122223333:userpool\/eu-west-1_[0-9a-zA-Z]+$/),
    ],
    ["Pool.ProviderName", expect.stringMatching(/^cognito-idp\.eu-west-1\.amazonaws\.com\/eu-west-1_[0-9a-zA-Z]+$/)],
    ["Pool.ProviderURL", expect.stringMatching(/^https:\/\/cognito-idp\.eu-west-1\.amazonaws\.com\/eu-west-1_\w+$/)],
    ["Client.ClientSecret", expect.stringMatching(/^[0-9a-z]{30,}$/)],
    ["Group.VpcId", id("vpc")],
    ["Kube.Endpoint", expect.stringMatching(/^https:\/\/[0-9A-F]{32}\.gr7\.eu-west-1\.eks\.amazonaws\.com$/)],
    [
      "Kube.OpenIdConnectIssuerUrl",
      expect.stringMatching(/^https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/),
    ],
    ["Kube.CertificateAuthorityData", expect.stringMatching(/^[A-Za-z0-9+/]+=*$/)],
    ["Key.ApiKey", expect.stringMatching(/^da2-[0-9a-z]{26}$/)],
    ["Agent.AgentId", expect.stringMatching(/^[0-9A-Z]{10}$/)],
    ["Agent.AgentArn", expect.stringMatching(/^arn:aws:bedrock:eu-west-1:111122223333:agent\/[0-9A-Z]{10}$/)],
    ["Knowledge.KnowledgeBaseId", expect.stringMatching(/^[0-9A-Z]{10}$/)],
    ["Guard.GuardrailArn", expect.stringMatching(/^arn:aws:bedrock:eu-west-1:111122223333:guardrail\/[0-9a-z]{12}$/)],
    ["Broker.Arn", expect.stringMatching(/^arn:aws:mq:eu-west-1:111122223333:broker:\S+:b-[0-9a-f-]{36}$/)],
    ["Balancer.CanonicalHostedZoneID", expect.stringMatching(/^Z[A-Z0-9]+$/)],
    ["Pooled.CidrBlock", "10.0.0.0/16"],
    ["Vpc.VpcId", id("vpc")],
    ["Vpc.DefaultSecurityGroup", id("sg")],
    ["Vpc.DefaultNetworkAcl", id("acl")],
    ["Vpc.Ipv6CidrBlocks", ["2001:db8:1234:1a00::/56"]],
    ["Vpc.CidrBlockAssociations", [id("vpc-cidr-assoc")]],
    ["Subnet.AvailabilityZone", "eu-west-1c"],
    ["Subnet.VpcId", id("vpc")],
    ["Subnet.Ipv6CidrBlocks", ["2001:db8:1234:1a00::/64"]],
    ["Group.GroupId", id("sg")],
    ["Interface.SecondaryPrivateIpAddresses", ["10.0.0.11"]],
    ["Interface.PrimaryPrivateIpAddress", "10.0.0.10"],
    ["Address.PublicIp", "203.0.113.10"],
    ["Address.AllocationId", id("eipalloc")],
    ["Endpoint.NetworkInterfaceIds", [id("eni")]],
    ["Zone.NameServers", expect.arrayContaining(["ns-1.awsdns-00.com"])],
    ["Balancer.SecurityGroups", ["sg-1", "sg-2"]],
    ["Balancer.DNSName", expect.stringMatching(/\.eu-west-1\.elb\.amazonaws\.com$/)],
    ["Balancer.LoadBalancerFullName", expect.stringMatching(/^app\/app-Balancer-\w+\/0[0-9a-f]{16}$/)],
    ["Cluster.Endpoint.Address", expect.stringMatching(/\.cluster-\w+\.eu-west-1\.rds\.amazonaws\.com$/)],
    ["Cluster.Endpoint.Port", "5432"],
    ["Cluster.DBClusterArn", expect.stringMatching(/^arn:aws:rds:eu-west-1:111122223333:cluster:/)],
    ["Instance.Endpoint.Port", "5555"],
    ["Cache.PrimaryEndPoint.Port", "6379"],
    ["Cache.ReadEndPoint.PortsList", ["6379"]],
    ["Cache.ReadEndPoint.AddressesList", [expect.stringMatching(/\.elasticache\.eu-west-1\.amazonaws\.com$/)]],
    [
      "Broker.AmqpEndpoints",
      [expect.stringMatching(/^amqp\+ssl:\/\/b-[0-9a-f-]{36}-1\.mq\.eu-west-1\.amazonaws\.com:5671$/)],
    ],
    ["Files.Arn", expect.stringMatching(/^arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system\/fs-/)],
    ["Acl.Arn", expect.stringMatching(/^arn:aws:wafv2:eu-west-1:111122223333:regional\/webacl\/acl\//)],
    ["Acl.Capacity", 1],
    ["Api.Dns.Realtime", expect.stringMatching(/^\w+\.appsync-realtime-api\.eu-west-1\.amazonaws\.com$/)],
    ["Gateway.GroupMember", false],
    ["Memory.ClusterEndpoint.Port", 6379],
    ["Own.Zone", "z1"],
    ["New.SubnetIds", [id("subnet")]],
    ["New.NameServers", [expect.stringContaining(".brand.")]],
    ["New.Ipv6CidrBlock", "2001:db8:1234:1a00::/56"],
    ["New.VpcCidr", "10.0.0.0/16"],
    ["New.PrivateIp", "10.0.0.10"],
    ["New.OwnerId", "111122223333"],
    ["New.CreatedAt", "2026-01-01T00:00:00.000Z"],
    ["New.IsDefault", false],
    ["New.ItemCount", 1],
    ["New.Status", "ACTIVE"],
    ["New.HostedZoneId", expect.stringMatching(/^Z[A-Z0-9]+$/)],
  ])("of %s have its form", (attribute, value) => {
    expect(evaluated(`!GetAtt ${attribute}`)).toEqual(value);
  });

  it.each<[resource: string, form: RegExp]>([
    ["Vpc", /^vpc-[0-9a-f]{17}$/],
    ["Subnet", /^subnet-[0-9a-f]{17}$/],
    ["Address", /^203\.0\.113\.10$/],
    ["Balancer", /^arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer\/app\//],
    ["Pool", /^eu-west-1_[0-9a-zA-Z]{9,}$/],
    ["Client", /^[0-9a-z]{26}$/],
    ["Zone", /^Z[0-9A-Z]{10,}$/],
    ["Site", /^E[0-9A-Z]{13}$/],
    ["Knowledge", /^[0-9A-Z]{10}$/],
    ["Broker", /^b-[0-9a-f-]{36}$/],
    ["Acl", /^acl\|[0-9a-f-]{36}\|REGIONAL$/],
    ["Api", /^arn:aws:appsync:eu-west-1:111122223333:apis\//],
  ])("of Ref %s have its form", (resource, form) => {
    expect(evaluated(`!Ref ${resource}`)).toMatch(form);
  });

  it.each<[expression: string, value: unknown]>([
    ["!Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]", "10.20.0.0/24"],
    ["!Select [3, !Cidr [!GetAtt Pooled.CidrBlock, 4, 8]]", "10.0.3.0/24"],
    ["!Select [1, !Cidr [!Select [0, !GetAtt Vpc.Ipv6CidrBlocks], 2, 64]]", "2001:db8:1234:1a01::/64"],
    ["!Cidr [!GetAtt New.Range, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]],
    ["!Cidr [!GetAtt Pooled.CidrBlock, 2, 16]", ["10.0.0.0/16", "10.1.0.0/16"]],
    ["!Cidr [10.0.0.0/16, !GetAtt Own.Count, 8]", ["10.0.0.0/24"]],
    ['!Join [",", !GetAtt Zone.NameServers]', expect.stringContaining("ns-1.awsdns-00.com,")],
    ['!Join [",", !GetAtt New.Things]', expect.stringMatching(/^app-New-/)],
    ['!Sub "x ${Vpc.Ipv6CidrBlocks}"', "x 2001:db8:1234:1a00::/56"],
    ['!Sub ["x ${A}", { A: !GetAtt Vpc.Ipv6CidrBlocks }]', "x 2001:db8:1234:1a00::/56"],
    ["!Select [2, !GetAtt Vpc.Ipv6CidrBlocks]", "2001:db8:1234:1a00::/56"],
    ["!Select [0, !GetAtt New.Things]", expect.stringMatching(/^app-New-/)],
    ['!Select [1, !Split [",", !ImportValue Subnets]]', "Subnets"],
    ['!Select [2, !Split ["/", !GetAtt New.Url]]', expect.stringContaining(".brand.")],
    ['!Select [3, !GetAZs ""]', "eu-west-1c"],
    ['!Select [0, !Split [",", !GetAtt Vpc.Ipv6CidrBlocks]]', "2001:db8:1234:1a00::/56"],
    ["!Length { Ref: New }", 1],
    ["!ToJsonString { a: !GetAtt New.Things }", expect.stringMatching(/^\{"a":"app-New/)],
    ["!Base64 { Ref: Vpc }", expect.any(String)],
  ])("go through %s", (expression, value) => {
    expect(evaluated(expression)).toEqual(value);
  });

  it.each<[expression: string, complaint: RegExp]>([
    ["!Select [2, [a, b]]", /has no item 2/],
    ['!Select [2, !Split [",", !Ref "AWS::Region"]]', /has no item 2/],
    ["!Select [0, !GetAtt Thing.Arn]", /needs a list/],
    ["!Cidr [10.0.0.0/24, 3, 8]", /cannot cut 3 blocks/],
    ["!Cidr [10.0.0.0/24, many, 8]", /needs a number up to 256 for the count/],
  ])("excuse nothing else: %s is refused", (expression, complaint) => {
    const stack = compileText(
      `Resources: { Thing: { Type: Test::Thing }, A: { Type: Test::Anything, Properties: { V: ${expression} } } }`,
    );
    expect(complaintsOf(stack)).toEqual([expect.stringMatching(complaint)]);
  });

  it("take the form that the property of a type that runs demands, with a line", () => {
    const stack = compileText(
      `
Resources:
  Own: { Type: Custom::Thing }
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/r
      Timeout: !GetAtt Own.Timeout
      MemorySize: !GetAtt Own.Memory
      Layers: !GetAtt Own.Layer
      Environment: { Variables: { SUBNETS: !GetAtt Own.SubnetIds } }
`,
      { resourceTypes: lambda.resourceTypes },
    );
    expect(complaintsOf(stack)).toEqual([]);
    expect(propertiesOf(stack, "F")).toMatchObject({ Timeout: 1, MemorySize: 128, Layers: [expect.any(String)] });
    const remarks = stack.notices.filter(({ code }) => code === "made-up-value");
    expect(remarks.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      "warning Timeout is 1 here: what it refers to does not run, so its value is not known.",
      "warning MemorySize is 128 here: what it refers to does not run, so its value is not known.",
      expect.stringMatching(/^warning Environment.Variables.SUBNETS is "subnet-\w+" here/),
      expect.stringMatching(/^warning Layers is \["app-Own-\w+"\] here/),
    ]);
  });

  it("stand for attributes of types that run, where AWS has them and nothing here reads them", () => {
    const text = `
Resources:
  F: { Type: AWS::Lambda::Function, Properties: { Role: r } }
  Use: { Type: Custom::Thing, Properties: { Snap: !GetAtt F.SnapStartResponse.ApplyOn } }
`;
    const stack = compileText(text, { resourceTypes: lambda.resourceTypes });
    expect(complaintsOf(stack)).toEqual([]);
    expect(propertiesOf(stack, "Use")).toEqual({ Snap: "None" });
  });

  it("are text where they are outputs of a nested stack that is not here", () => {
    const text = `
Resources:
  Net: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://s3.amazonaws.com/b/net.yaml } }
  Use: { Type: Test::Anything, Properties: { Ids: !GetAtt Net.Outputs.SubnetIds } }
`;
    expect(propertiesOf(compileText(text), "Use")).toEqual({ Ids: expect.stringMatching(/^subnet-[0-9a-f]{17}$/) });
  });

  it("are chosen among names, but not where one may mean that a door is open", () => {
    const schema = z.object({ Kind: z.enum(["A", "B"]).optional(), AuthType: z.enum(["NONE", "AWS_IAM"]).optional() });
    const resourceTypes = { "Test::Door": { schema, ref: (logicalId: string) => logicalId } };
    const door = (property: string) =>
      compileText(
        `Resources:\n  Own: { Type: Custom::Thing }\n  D: { Type: Test::Door, Properties: { ${property}: !GetAtt Own.X } }\n`,
        { resourceTypes },
      );
    expect(propertiesOf(door("Kind"), "D")).toEqual({ Kind: "A" });
    expect(door("Kind").notices.map(({ code }) => code)).toContain("made-up-value");
    expect(complaintsOf(door("AuthType"))).toEqual([`3:40 AuthType ${UNKNOWN}`]);
  });

  it.each([
    ["Body", {}],
    ["Variables", {}],
    ["RetryPolicy", {}],
  ])("are an empty map where a map is demanded: %s", (property, value) => {
    const stack = maps(property);
    expect(complaintsOf(stack)).toEqual([]);
    expect(propertiesOf(stack, "D")).toEqual({ [property]: value });
    expect(stack.notices.map(({ message }) => message)).toContain(
      `${property} is {} here: what it refers to does not run, so its value is not known.`,
    );
  });

  it.each(["FilterPolicy", "JwtConfiguration", "Policy", "EventPattern", "Definition", "Target"])(
    "stop the start where an empty map would let in what AWS keeps out, or could not run: %s",
    (property) => {
      expect(complaintsOf(maps(property))).toEqual([`3:40 ${property} ${UNKNOWN}`]);
    },
  );
});

describe("Mistakes in what does not run", () => {
  const remarksOn = (text: string) => {
    const { notices } = compileText(text);
    return notices
      .filter(({ code }) => code !== "inert-resource-type" && code !== "unknown-resource-type")
      .map(({ severity, message, location }) => `${severity} ${location?.line} ${message}`);
  };

  it.each<[what: string, text: string, remarks: readonly string[]]>([
    [
      "a reference",
      "Resources:\n  A: { Type: AWS::EC2::VPC, Properties: { Name: !Ref Nobody } }",
      ["warning 2 There is no parameter or resource Nobody."],
    ],
    [
      "a function that there is not",
      'Resources:\n  A: { Type: AWS::Brand::New, Properties: { Name: { "Fn::Frobnicate": 1 } } }',
      ["warning 2 Fn::Frobnicate is no function of CloudFormation's."],
    ],
    [
      "a macro",
      "Resources:\n  A: { Type: Custom::Thing, Properties: { Name: !Transform { Name: Mine } } }",
      ["warning 2 Fn::Transform runs Mine in AWS and cannot run here; put its result into the template."],
    ],
    [
      "a function of rules",
      "Resources:\n  A: { Type: Custom::Thing, Properties: { Name: !Contains [[a], a] } }",
      ["warning 2 Fn::Contains can stand in Rules alone."],
    ],
    [
      "an unknown tag",
      "Resources:\n  A: { Type: Custom::Thing, Properties: { Name: !Mine a } }",
      ["warning 2 CloudFormation has no tag !Mine."],
    ],
    [
      "a property of a type that runs, from which nothing is read",
      "Resources:\n  A: { Type: Test::Thing, Properties: { Name: a, Tags: [{ Key: !Ref Nobody }] } }",
      ["warning 2 There is no parameter or resource Nobody.", "info 2 Tags of Test::Thing is accepted without effect."],
    ],
    [
      "an unknown tag in metadata",
      "Metadata: { A: !Mine a }\nResources: {}",
      ["warning 1 CloudFormation has no tag !Mine."],
    ],
    [
      "an unknown tag in a mapping that nothing uses",
      "Mappings: { A: { B: { C: !Mine a } } }\nResources: {}",
      ["warning 1 CloudFormation has no tag !Mine."],
    ],
    [
      "an unknown tag in a condition that nothing uses",
      "Conditions: { A: !Mine a }\nResources: {}",
      ["warning 1 CloudFormation has no tag !Mine."],
    ],
    [
      "an unknown tag in an output",
      "Outputs: { A: { Value: !Mine a } }\nResources: {}",
      ["warning 1 Output A is left out: CloudFormation has no tag !Mine."],
    ],
    [
      "a condition",
      "Resources:\n  A: { Type: Custom::Thing, Condition: Nobody }\n  B: { Type: Test::Thing, Properties: { Name: !Ref A } }",
      ["warning 2 There is no condition Nobody."],
    ],
  ])("%s is a remark", (_what, text, remarks) => {
    expect(remarksOn(text)).toEqual(remarks);
  });

  it.each<[what: string, type: string]>([
    ["a type that runs", "Test::Anything"],
    ["a role, whose policies count", "AWS::IAM::Role"],
    ["a managed policy", "AWS::IAM::ManagedPolicy"],
  ])("in %s stop the start", (_what, type) => {
    const stack = compileText(`Resources:\n  A: { Type: ${type}, Properties: { Name: !Mine a } }`);
    expect(complaintsOf(stack)).toEqual([expect.stringContaining("CloudFormation has no tag !Mine.")]);
    expect(stack.notices.filter(({ message }) => message.includes("!Mine"))).toHaveLength(1);
  });
});

describe("Fn::GetStackOutput", () => {
  const text = (argument: string) =>
    `Resources:\n  A:\n    Type: Test::Anything\n    Properties:\n      V: !GetStackOutput ${argument}\n`;

  it("takes the value that was given under the names of stack and output", () => {
    const stack = compileText(text("{ StackName: net, OutputName: VpcId, Region: us-east-1 }"), {
      parameters: { "net.VpcId": "vpc-1" },
    });
    expect(complaintsOf(stack)).toEqual([]);
    expect(propertiesOf(stack, "A").V).toBe("vpc-1");
  });

  it("stands as these names where nothing was given, with the option that gives a value", () => {
    const stack = compileText(text("{ StackName: net, OutputName: VpcId }"));
    expect(propertiesOf(stack, "A").V).toBe("net.VpcId");
    expect(stack.notices.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      "warning Another stack has the output net.VpcId, which is not known here; give its value with --parameter net.VpcId=VALUE.",
    ]);
  });

  it("is refused without the two names", () => {
    expect(complaintsOf(compileText(text("net")))).toEqual([
      "5:26 Fn::GetStackOutput takes a map of StackName and OutputName.",
    ]);
    expect(complaintsOf(compileText(text("{ StackName: net }")))).toEqual([
      "5:26 Fn::GetStackOutput needs text for OutputName.",
    ]);
  });
});

describe("A made-up value within a text of JSON", () => {
  const schema = z.object(
    Object.fromEntries(["DefinitionString", "FilterPolicy", "Input"].map((name) => [name, z.string().optional()])),
  );
  const read = (name: string, text: string) => {
    const stack = compileText(
      `Resources:\n  Own: { Type: Custom::Thing }\n  D: { Type: Test::Texts, Properties: { ${name}: !Sub '${text}' } }\n`,
      { resourceTypes: { "Test::Texts": { schema, ref: (logicalId: string) => logicalId } } },
    );
    return { value: String(propertiesOf(stack, "D")[name]), codes: stack.notices.map(({ code }) => code) };
  };
  it.each<[name: string, text: string, expected: string]>([
    [
      "DefinitionString",
      '{"Seconds":${Own.N},"a":"${Own.T}","b":[true,${Own.M}]}',
      '{"Seconds":1,"a":OWN,"b":[true,1]}',
    ],
    ["FilterPolicy", '{"a":[${Own.N}]}', '{"a":[OWN]}'],
    ["Input", '{"id":<aws.events.rule-name>,"n":1.0,"x":"${Own.T}"}', '{"id":<aws.events.rule-name>,"n":1.0,"x":OWN}'],
    ["Input", "no JSON ${Own.N}", "no JSON OWN"],
    ["Input", '{"a": ${Own.N}', '{"a": OWN'],
  ])("of %s stands where a number is meant: %s", (name, text, expected) => {
    const { value, codes } = read(name, text);
    expect(value.replace(/"?app-Own-\w+"?/g, "OWN")).toBe(expected);
    expect(codes.includes("made-up-value")).toBe(/Seconds|FilterPolicy|\[OWN/.test(name + expected));
  });
});
