import { own, textOf } from "../plain-data.ts";
import { LISTS_OF_MAPS, LISTS_OF_TEXTS } from "./list-attributes.ts";
import { hexId, type Referred } from "./referred.ts";
import { BOOLEANS, NUMBERS } from "./scalar-attributes.ts";

type Make = (about: Referred, name: string) => unknown;

/** The services whose names in ARNs and hosts are not those in their types. */
const SERVICE_NAMES: Readonly<Record<string, string>> = {
  apigatewayv2: "apigateway",
  certificatemanager: "acm",
  efs: "elasticfilesystem",
  elasticloadbalancingv2: "elasticloadbalancing",
  kinesisfirehose: "firehose",
  msk: "kafka",
  opensearchservice: "es",
  stepfunctions: "states",
};

function partsOf(type: string): readonly [service: string, resource: string] {
  const [, service = "custom", resource = "resource"] = type.toLowerCase().split("::");
  return [own(SERVICE_NAMES, service) ?? service, resource];
}

const arn: Make = ({ type, physicalId, stack: { partition, region, accountId } }) => {
  const [service, resource] = partsOf(type);
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}/${physicalId}`;
};

/** The characters that a name in the DNS may have. */
const host = ({ type, physicalId, stack: { region, urlSuffix } }: Referred) =>
  `${physicalId.replace(/[^\w-]+/g, "-")}.${partsOf(type)[0]}.${region}.${urlSuffix}`.toLowerCase();

/** The ports of databases and caches, by what their type or engine is called. */
const PORTS: readonly (readonly [engine: RegExp, port: string])[] = [
  [/postgres/i, "5432"],
  [/redis|valkey|elasticache|memorydb/i, "6379"],
  [/redshift/i, "5439"],
  [/docdb/i, "27017"],
  [/neptune/i, "8182"],
  [/sqlserver/i, "1433"],
  [/oracle/i, "1521"],
  [/memcached/i, "11211"],
  [/rds|mysql|mariadb/i, "3306"],
];

/** Text, as CloudFormation gives ports. */
const port: Make = ({ type, properties }) => {
  const engine = textOf(properties.Engine) ?? type;
  return textOf(properties.Port) ?? PORTS.find(([pattern]) => pattern.test(engine))?.[1] ?? "443";
};

const id =
  (prefix: string): Make =>
  ({ stack, logicalId }, name) =>
    `${prefix}-${hexId(`${stack.id}/${logicalId}/${name}`)}`;

/** The last part of a dotted attribute, of a list one of its items: `Ipv6CidrBlocks` → `Ipv6CidrBlock`. */
const singular = (name: string) =>
  name
    .replace(/List$/, "")
    .replace(/ies$/, "y")
    .replace(/sses$/, "ss")
    .replace(/([^s])s$/, "$1");

/** The forms of values by the names of their attributes; the first that fits counts. */
const FORMS: readonly (readonly [name: RegExp, make: Make])[] = [
  [/A(rn|RN)$/, arn],
  [/U(ri|RI|rl|RL)$/, (about) => `https://${host(about)}`],
  [/ipv6cidr/i, () => "2001:db8:1234:1a00::/56"],
  [/cidr(block)?$/i, () => "10.0.0.0/16"],
  [/ipv6/i, () => "2001:db8:1234:1a00::10"],
  [/public\w*ip(v?4)?(address)?$|^ipv?4Address/i, () => "203.0.113.10"],
  [/I[pP](v4)?(Address)?$/, () => "10.0.0.10"],
  [/Port$/, port],
  [/AvailabilityZone$/, ({ stack }) => `${stack.region}a`],
  [/(AccountId|OwnerId|OwnerAccount)$/, ({ stack }) => stack.accountId],
  [/Region$/, ({ stack }) => stack.region],
  [/VpcId$/, id("vpc")],
  [/SubnetId$/, id("subnet")],
  [/SecurityGroup(Id)?$/, id("sg")],
  [/(NetworkInterface|Eni)(Id)?$/, id("eni")],
  [/NetworkAcl(Id)?$/, id("acl")],
  [/RouteTableId$/, id("rtb")],
  [/HostedZoneI[dD]$/, () => "Z2FDTNDATAQYW2"],
  [/(At|Date|Time|Timestamp)$/, () => "2026-01-01T00:00:00.000Z"],
  [/(Address|D(ns|NS)\w*|DomainName|E(ndpoint|ndPoint)|Host(name|Name)?|Server)$/, host],
  [/^(Is|Has)[A-Z]/, () => false],
  [/Enabled$/, () => true],
  [/(Count|Size)$/, () => 1],
  [/Version$/, () => "1"],
  [/(State|Status)$/, () => "ACTIVE"],
];

/** Names that say of themselves that they stand for a list. */
const PLURAL = /(?:Address|Arn|ARN|Block|Cidr|Id|Server|URL|Url|Zone)e?s$/;

const isAmong = (table: Readonly<Record<string, string>>, type: string, name: string) =>
  own(table, type)?.split(" ").includes(name) ?? false;

/**
 * A value of the right form for an attribute whose value only AWS knows: from CloudFormation's own schemas whether it
 * is a list, a number or a boolean, by its name the rest.
 */
export function plausible(name: string, about: Referred): unknown {
  const { type } = about;
  const last = name.split(".").at(-1) ?? name;
  if (isAmong(NUMBERS, type, name)) return last === "Port" ? Number(port(about, last)) : 1;
  if (isAmong(BOOLEANS, type, name)) return false;
  if (isAmong(LISTS_OF_MAPS, type, name)) return [];
  if (isAmong(LISTS_OF_TEXTS, type, name) || PLURAL.test(last)) return [byName(singular(last), about)];
  return byName(last, about);
}

const byName = (name: string, about: Referred) =>
  FORMS.find(([pattern]) => pattern.test(name))?.[1](about, name) ?? about.physicalId;
