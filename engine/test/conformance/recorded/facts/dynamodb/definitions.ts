import type { Call, CallFact } from "../../calls.ts";
import type { StoreTable } from "../../store/store-table.ts";
import { api, guide, hashTable, invalid, N, S, seen, tableOf } from "./shapes.ts";

const [TableName, PLAIN, INDEXED] = ["facts-settings", "facts-statements", "facts-changed"];
type Row = Omit<CallFact, "source" | "place" | "date">;
const create = (name: string, more: object = {}): Call => ["CreateTable", { ...hashTable(name), ...more }];
const attribute = (AttributeName: string, AttributeType = "S") => ({ AttributeName, AttributeType });
const hash = (AttributeName: string) => ({ AttributeName, KeyType: "HASH" });
const range = (AttributeName: string) => ({ AttributeName, KeyType: "RANGE" });
const index = (IndexName: string, KeySchema: readonly object[], Projection: object = { ProjectionType: "ALL" }) => ({
  IndexName,
  KeySchema,
  Projection,
});
const PARAMETERS = "One or more parameter values were invalid:";

const refused = (rows: readonly (readonly [id: string, more: object, message?: string | RegExp])[]): readonly Row[] =>
  rows.map(([id, more, message]) => ({
    id: `refused-table/${id}`,
    call: create("facts-never-made", more),
    error: invalid(message),
  }));

const statement = (Statement: string, more: object = {}): Call => ["ExecuteStatement", { Statement, ...more }];
const FROM = `FROM "${PLAIN}"`;
const put: Call = [
  "PutItem",
  { TableName: PLAIN, Item: { id: S("$me"), n: N(1), s: S("x"), m: { M: { a: N(2) } }, l: { L: [N(3)] } } },
];
const get: Call = ["GetItem", { TableName: PLAIN, Key: { id: S("$me") } }];
const UNKNOWN = { code: "ResourceNotFoundException" };

/** Tables and their settings, and PartiQL. */
export const definitions: StoreTable = {
  service: "DynamoDB",
  subject: "tables, their settings and statements",
  tables: [
    hashTable(TableName),
    hashTable(PLAIN),
    tableOf(INDEXED, { id: "S" }, { global: { ByA: [{ a: "S" }], ByB: [{ b: "S" }, "KEYS_ONLY"] } }),
  ],
  facts: [
    ...api("CreateTable", [
      ...refused([
        ["no-key", { KeySchema: undefined }],
        ["empty-key", { KeySchema: [] }],
        [
          "range-first",
          { KeySchema: [range("id")] },
          /^Invalid KeySchema: The first KeySchemaElement is not a HASH key type$|KeySchema/,
        ],
        [
          "undefined-attribute",
          { KeySchema: [hash("other")] },
          `${PARAMETERS} Some index key attributes are not defined in AttributeDefinitions. Keys: [other], AttributeDefinitions: [id]`,
        ],
        [
          "unused-attribute",
          { AttributeDefinitions: [attribute("id"), attribute("spare")] },
          /Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions|Some AttributeDefinitions are not used/,
        ],
        [
          "provisioned-without-units",
          { BillingMode: "PROVISIONED" },
          /ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED|ProvisionedThroughput/,
        ],
        [
          "units-of-0",
          { BillingMode: "PROVISIONED", ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 1 } },
          /Member must have value greater than or equal to 1/,
        ],
        [
          "local-index-of-another-partition-key",
          {
            AttributeDefinitions: [attribute("id"), attribute("sk"), attribute("x")],
            KeySchema: [hash("id"), range("sk")],
            LocalSecondaryIndexes: [index("L", [hash("x"), range("sk")])],
          },
        ],
        [
          "local-index-without-sort-key",
          {
            AttributeDefinitions: [attribute("id"), attribute("sk")],
            KeySchema: [hash("id"), range("sk")],
            LocalSecondaryIndexes: [index("L", [hash("id")])],
          },
        ],
        [
          "include-without-names",
          {
            AttributeDefinitions: [attribute("id"), attribute("x")],
            GlobalSecondaryIndexes: [index("Global", [hash("x")], { ProjectionType: "INCLUDE" })],
          },
          /NonKeyAttributes/,
        ],
        [
          "names-without-include",
          {
            AttributeDefinitions: [attribute("id"), attribute("x")],
            GlobalSecondaryIndexes: [index("Global", [hash("x")], { ProjectionType: "ALL", NonKeyAttributes: ["y"] })],
          },
          /NonKeyAttributes/,
        ],
        [
          "six-local-indexes",
          {
            AttributeDefinitions: ["id", "sk", "a", "b", "c", "d", "e", "f"].map((name) => attribute(name)),
            KeySchema: [hash("id"), range("sk")],
            LocalSecondaryIndexes: ["a", "b", "c", "d", "e", "f"].map((name) =>
              index(`L-${name}`, [hash("id"), range(name)]),
            ),
          },
          /LocalSecondaryIndex/,
        ],
        [
          "twenty-one-global-indexes",
          {
            AttributeDefinitions: ["id", ..."abcdefghijklmnopqrstu"].map((name) => attribute(name)),
            GlobalSecondaryIndexes: [..."abcdefghijklmnopqrstu"].map((name) => index(`G-${name}`, [hash(name)])),
          },
          /GlobalSecondaryIndex|20/,
        ],
        [
          "index-name-of-2",
          {
            AttributeDefinitions: [attribute("id"), attribute("x")],
            GlobalSecondaryIndexes: [index("G1", [hash("x")])],
          },
          /length greater than or equal to 3/,
        ],
        ["stream-without-view", { StreamSpecification: { StreamEnabled: true } }, /StreamViewType/],
        [
          "view-without-stream",
          { StreamSpecification: { StreamEnabled: false, StreamViewType: "KEYS_ONLY" } },
          /Table is being created with a stream disabled|StreamViewType/,
        ],
        [
          "unknown-billing",
          { BillingMode: "SOME" },
          /Value 'SOME' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: \[/,
        ],
      ]),
      {
        id: "create/status",
        call: create("facts-made"),
        output: {
          TableDescription: {
            TableStatus: /^(?:CREATING|ACTIVE)$/,
            TableArn: /^arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table\/facts-made$/,
            TableId: /^[0-9a-f-]{36}$/,
          },
        },
      },
      {
        id: "create/provisioned",
        call: create("facts-provisioned", {
          BillingMode: "PROVISIONED",
          ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 },
        }),
        output: {
          TableDescription: {
            ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4, NumberOfDecreasesToday: 0 },
          },
        },
      },
      {
        id: "create/with-a-stream",
        call: create("facts-streamed", { StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } }),
        output: {
          TableDescription: {
            StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
            LatestStreamArn: /:table\/facts-streamed\/stream\//,
            LatestStreamLabel: /^\d{4}-\d\d-\d\dT/,
          },
        },
      },
    ]),
    ...seen(
      "tier3/error-messages/createTable",
      refused([
        ["no-name", { TableName: undefined }, /'?TableName'? .*required|tableName/i],
        [
          "name-of-2",
          { TableName: "ab" },
          "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
        ],
        ["attribute-twice", { KeySchema: [hash("id"), range("id")] }, /Invalid KeySchema|KeySchema/],
        [
          "three-keys",
          { KeySchema: [hash("id"), range("a"), range("b")] },
          /at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2$/,
        ],
        [
          "unknown-key-type",
          { KeySchema: [{ AttributeName: "id", KeyType: "SOME" }] },
          "1 validation error detected: Value 'SOME' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]",
        ],
        [
          "unknown-attribute-type",
          { AttributeDefinitions: [attribute("id", "SOME")] },
          "1 validation error detected: Value 'SOME' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]",
        ],
        [
          "local-index-without-range",
          {
            AttributeDefinitions: [attribute("id"), attribute("x")],
            LocalSecondaryIndexes: [index("Local", [hash("id"), range("x")])],
          },
          `${PARAMETERS} Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
        ],
        [
          "index-twice",
          {
            AttributeDefinitions: [attribute("id"), attribute("x")],
            GlobalSecondaryIndexes: [index("same", [hash("x")]), index("same", [hash("x")])],
          },
          `${PARAMETERS} Duplicate index name: same`,
        ],
      ]),
    ),
    ...api("DescribeTable", [
      {
        id: "describe/indexes",
        call: ["DescribeTable", { TableName: INDEXED }],
        output: {
          Table: {
            TableStatus: "ACTIVE",
            GlobalSecondaryIndexes: [
              { IndexName: /^By[AB]$/, IndexStatus: "ACTIVE", IndexArn: /:table\/facts-changed\/index\/By[AB]$/ },
              { IndexStatus: "ACTIVE" },
            ],
          },
        },
      },
      {
        id: "describe/unknown",
        call: ["DescribeTable", { TableName: "facts-of-nobody" }],
        error: { ...UNKNOWN, message: "Requested resource not found: Table: facts-of-nobody not found" },
      },
    ]),
    ...api("UpdateTable", [
      {
        id: "change/index-that-is-there",
        call: [
          "UpdateTable",
          {
            TableName: INDEXED,
            AttributeDefinitions: [attribute("id"), attribute("a")],
            GlobalSecondaryIndexUpdates: [{ Create: index("ByA", [hash("a")]) }],
          },
        ],
        error: invalid(),
      },
      {
        id: "change/unknown-table",
        call: ["UpdateTable", { TableName: "facts-of-nobody", BillingMode: "PAY_PER_REQUEST" }],
        error: UNKNOWN,
      },
      {
        id: "change/nothing",
        call: ["UpdateTable", { TableName: INDEXED }],
        error: invalid(
          /At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates/,
        ),
      },
      {
        id: "change/new-index-without-definition",
        call: [
          "UpdateTable",
          {
            TableName: INDEXED,
            AttributeDefinitions: [attribute("id")],
            GlobalSecondaryIndexUpdates: [{ Create: index("ByZ", [hash("z")]) }],
          },
        ],
        error: invalid(),
      },
    ]),
    ...guide("howitworks-ttl.html", [
      {
        id: "ttl/unset",
        call: ["DescribeTimeToLive", { TableName: PLAIN }],
        output: { TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } },
      },
      {
        id: "ttl/set",
        call: ["UpdateTimeToLive", { TableName, TimeToLiveSpecification: { AttributeName: "expires", Enabled: true } }],
        output: { TimeToLiveSpecification: { AttributeName: "expires", Enabled: true } },
      },
      {
        id: "ttl/described",
        call: ["DescribeTimeToLive", { TableName }],
        output: { TimeToLiveDescription: { TimeToLiveStatus: /^ENABL(?:ED|ING)$/, AttributeName: "expires" } },
      },
      { id: "ttl/unknown-table", call: ["DescribeTimeToLive", { TableName: "facts-of-nobody" }], error: UNKNOWN },
      {
        id: "ttl/empty-name",
        call: ["UpdateTimeToLive", { TableName: PLAIN, TimeToLiveSpecification: { AttributeName: "", Enabled: true } }],
        error: invalid(/Member must have length greater than or equal to 1/),
      },
    ]),
    ...api("ListTables", [
      {
        id: "list/limit",
        call: ["ListTables", { Limit: 1 }],
        output: { TableNames: [/./], LastEvaluatedTableName: /./ },
      },
      {
        id: "list/after",
        call: ["ListTables", { Limit: 1, ExclusiveStartTableName: "facts-settingr" }],
        output: { TableNames: [TableName] },
      },
      {
        id: "list/limit-of-101",
        call: ["ListTables", { Limit: 101 }],
        error: invalid(/Member must have value less than or equal to 100$/),
      },
    ]),
    ...guide("ql-reference.select.html", [
      {
        id: "partiql/select",
        before: [put],
        call: statement(`SELECT * ${FROM} WHERE id = '$me'`),
        output: { Items: [{ id: S("$me"), n: N(1) }] },
      },
      {
        id: "partiql/parameters",
        before: [put],
        call: statement(`SELECT * ${FROM} WHERE id = ? AND n = ?`, { Parameters: [S("$me"), N(1)] }),
        output: { Items: [{ id: S("$me") }] },
      },
      {
        id: "partiql/attributes",
        before: [put],
        call: statement(`SELECT n, s ${FROM} WHERE id = '$me'`),
        output: { Items: [{ n: N(1), s: S("x") }] },
        absent: ["Items.0.id"],
      },
      { id: "partiql/nothing", call: statement(`SELECT * ${FROM} WHERE id = '$me'`), output: { Items: [] } },
      {
        id: "partiql/comparison",
        before: [put],
        call: statement(`SELECT * ${FROM} WHERE id = '$me' AND n > 1`),
        output: { Items: [] },
      },
      {
        id: "partiql/in",
        before: [put],
        call: statement(`SELECT id ${FROM} WHERE id IN ['$me', 'none']`),
        output: { Items: [{ id: S("$me") }] },
      },
      {
        id: "partiql/begins-with",
        before: [put],
        call: statement(`SELECT id ${FROM} WHERE id = '$me' AND begins_with("s", 'x')`),
        output: { Items: [{ id: S("$me") }] },
      },
      {
        id: "partiql/unknown-table",
        call: statement(`SELECT * FROM "facts-of-nobody" WHERE id = 'x'`),
        error: UNKNOWN,
      },
      {
        id: "partiql/no-statement",
        call: statement("SELECTT * FROMM nothing"),
        error: invalid(/Statement wasn't well formed/),
      },
    ]),
    ...guide("ql-reference.insert.html", [
      {
        id: "partiql/insert",
        before: [statement(`INSERT INTO "${PLAIN}" VALUE {'id': '$me', 'n': 5, 'l': [1, 'a'], 'm': {'x': true}}`)],
        call: get,
        output: { Item: { n: N(5), l: { L: [N(1), S("a")] }, m: { M: { x: { BOOL: true } } } } },
      },
      {
        id: "partiql/insert-twice",
        before: [put],
        call: statement(`INSERT INTO "${PLAIN}" VALUE {'id': '$me'}`),
        error: { code: "DuplicateItemException", message: "Duplicate primary key exists in table" },
      },
    ]),
    ...guide("ql-reference.update.html", [
      {
        id: "partiql/update",
        before: [put, statement(`UPDATE "${PLAIN}" SET n = 7 WHERE id = '$me'`)],
        call: get,
        output: { Item: { n: N(7), s: S("x") } },
      },
      {
        id: "partiql/update-and-sum",
        before: [put, statement(`UPDATE "${PLAIN}" SET n = n + 2 WHERE id = '$me'`)],
        call: get,
        output: { Item: { n: N(3) } },
      },
      {
        id: "partiql/remove",
        before: [put, statement(`UPDATE "${PLAIN}" REMOVE s WHERE id = '$me'`)],
        call: get,
        output: { Item: { n: N(1) } },
        absent: ["Item.s"],
      },
      {
        id: "partiql/returning",
        before: [put],
        call: statement(`UPDATE "${PLAIN}" SET n = 7 WHERE id = '$me' RETURNING ALL NEW *`),
        output: { Items: [{ id: S("$me"), n: N(7) }] },
      },
      {
        id: "partiql/update-nothing",
        call: statement(`UPDATE "${PLAIN}" SET n = 7 WHERE id = '$me'`),
        error: { code: "ConditionalCheckFailedException" },
      },
    ]),
    ...guide("ql-reference.delete.html", [
      {
        id: "partiql/delete",
        before: [put, statement(`DELETE ${FROM} WHERE id = '$me'`)],
        call: get,
        absent: ["Item"],
      },
      {
        id: "partiql/delete-and-return",
        before: [put],
        call: statement(`DELETE ${FROM} WHERE id = '$me' RETURNING ALL OLD *`),
        output: { Items: [{ id: S("$me"), n: N(1) }] },
      },
    ]),
  ],
};
