import type { Call, CallFact } from "../../calls.ts";
import type { StoreTable } from "../../store/store-table.ts";
import { alternator, api, B, guide, hashTable, invalid, L, M, N, S, SS, seen, tableOf } from "./shapes.ts";

const [TableName, INDEXED, NUMBERED] = ["facts-values", "facts-indexed", "facts-numbers"];
type Row = Omit<CallFact, "source" | "place" | "date">;
const put = (attributes: object, more: object = {}): Call => [
  "PutItem",
  { TableName, Item: { id: S("$me"), ...attributes }, ...more },
];
const get: Call = ["GetItem", { TableName, Key: { id: S("$me") } }];

/** A number's text as it is given, and as it comes back. */
const numbers = (rows: readonly (readonly [given: string, back: string])[]): readonly Row[] =>
  rows.map(([given, back]) => ({
    id: `number/${given}`,
    before: [put({ n: N(given) })],
    call: get,
    output: { Item: { n: N(back) } },
  }));

const refused = (
  rows: readonly (readonly [id: string, attributes: object, message?: string | RegExp, table?: string])[],
): readonly Row[] =>
  rows.map(([id, attributes, message, table = TableName]) => ({
    id: `refused-value/${id}`,
    call: put(attributes, { TableName: table }),
    error: invalid(message),
  }));

const stored = (rows: readonly (readonly [id: string, value: object])[]): readonly Row[] =>
  rows.map(([id, value]) => ({ id: `value/${id}`, before: [put({ value })], call: get, output: { Item: { value } } }));

const nested = (depth: number): object => (depth === 0 ? S("x") : M({ a: nested(depth - 1) }));
const NINES = "9".repeat(38);
const PRECISION = "Attempting to store more than 38 significant digits in a Number";
const OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range";
const UNDERFLOW = "Number underflow. Attempting to store a number with magnitude smaller than supported range";
const emptyKey = (name: string) =>
  `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`;
const TOO_LARGE = "Item size has exceeded the maximum allowed size";
/** Bytes of an item (Constraints.html); its key here is 2 bytes and the fact's own. */
const ITEM_MAX_BYTES = 400 * 1024;

/** Values of attributes and keys, and how large they may be. */
export const values: StoreTable = {
  service: "DynamoDB",
  subject: "values, keys and sizes",
  tables: [
    hashTable(TableName),
    tableOf(INDEXED, { id: "S", sk: "S" }, { global: { ByG: [{ g: "S" }] } }),
    tableOf(NUMBERED, { id: "N" }),
  ],
  facts: [
    ...guide("HowItWorks.NamingRulesDataTypes.html", [
      ...numbers([
        ["00042", "42"],
        ["1.0", "1"],
        ["3.140", "3.14"],
        ["-0", "0"],
        ["0.0", "0"],
        ["+7", "7"],
        ["1.5E2", "150"],
        ["1e3", "1000"],
        ["-2.5e-3", "-0.0025"],
        [NINES, NINES],
        [`0.${NINES}`, `0.${NINES}`],
        ["100000000000000000000", "100000000000000000000"],
        ["1E-10", "0.0000000001"],
      ]),
      ...stored([
        ["empty-text", S("")],
        ["empty-binary", B()],
        ["empty-list", L()],
        ["empty-map", M({})],
        ["empty-text-in-a-list", L(S(""), S("x"))],
        ["null", { NULL: true }],
        ["false", { BOOL: false }],
        ["binary", B(0, 1, 255)],
        ["binary-set", { BS: [new Uint8Array([1]), new Uint8Array([2])] }],
        ["mixed-list", L(S("x"), N(1), { BOOL: true }, L(M({ a: N(2) })))],
        ["unicode", S("žluťoučký 🐎")],
      ]),
      ...refused([
        ["empty-set", { v: SS() }, "One or more parameter values were invalid: An string set  may not be empty"],
        [
          "empty-number-set",
          { v: { NS: [] } },
          "One or more parameter values were invalid: An number set  may not be empty",
        ],
        ["empty-binary-set", { v: { BS: [] } }, /Binary sets should not be empty|may not be empty/],
        [
          "empty-set-in-a-map",
          { v: M({ s: SS() }) },
          "One or more parameter values were invalid: An string set  may not be empty",
        ],
        [
          "empty-set-in-a-list",
          { v: L(SS()) },
          "One or more parameter values were invalid: An string set  may not be empty",
        ],
        [
          "text-twice-in-a-set",
          { v: SS("a", "a") },
          "One or more parameter values were invalid: Input collection [a, a] contains duplicates.",
        ],
        [
          "number-twice-in-a-set",
          { v: { NS: ["1", "1.0"] } },
          /^Input collection contains duplicates|contains duplicates/,
        ],
        [
          "null-that-is-false",
          { v: { NULL: false } },
          "One or more parameter values were invalid: Null attribute value types must have the value of true",
        ],
        ["no-number", { v: N("abc") }, "The parameter cannot be converted to a numeric value: abc"],
        ["empty-number", { v: N("") }, /^The parameter cannot be converted to a numeric value/],
        ["number-with-spaces", { v: N("1 2") }, "The parameter cannot be converted to a numeric value: 1 2"],
        ["infinity", { v: N("Infinity") }, "The parameter cannot be converted to a numeric value: Infinity"],
        ["hexadecimal", { v: N("0x10") }, "The parameter cannot be converted to a numeric value: 0x10"],
        ["digits-39", { v: N("1".repeat(39)) }, PRECISION],
        ["digits-39-of-a-fraction", { v: N(`0.${"1".repeat(39)}`) }, PRECISION],
        ["digits-in-a-set", { v: { NS: ["1".repeat(39)] } }, PRECISION],
        ["too-large-number", { v: N("1E126") }, OVERFLOW],
        ["too-large-negative-number", { v: N("-1E126") }, OVERFLOW],
        ["too-small-number", { v: N("1E-131") }, UNDERFLOW],
        ["deep-33", { v: nested(33) }, /Nesting Levels have exceeded supported limits/],
      ]),
      ...stored([
        ["deep-31", nested(31)],
        ["largest-number", N(`${NINES}${"0".repeat(88)}`)],
      ]),
      ...numbers([["1E-130", `0.${"0".repeat(129)}1`]]),
    ]),
    ...guide("Constraints.html", [
      {
        id: "size/just-400-kb",
        call: ["PutItem", { TableName, Item: { id: S("k"), v: S("x".repeat(ITEM_MAX_BYTES - 4)) } }],
        output: {},
      },
      {
        id: "size/a-byte-more",
        call: ["PutItem", { TableName, Item: { id: S("k"), v: S("x".repeat(ITEM_MAX_BYTES - 3)) } }],
        error: invalid(TOO_LARGE),
      },
      {
        id: "size/names-count",
        call: ["PutItem", { TableName, Item: { id: S("k"), ["v".repeat(200)]: S("x".repeat(ITEM_MAX_BYTES - 200)) } }],
        error: invalid(TOO_LARGE),
      },
      {
        id: "size/sets-count",
        call: put({ v: SS(...Array.from({ length: 5 }, (_none, index) => `${index}${"x".repeat(90_000)}`)) }),
        error: invalid(TOO_LARGE),
      },
      { id: "size/binary-counts", call: put({ v: { B: new Uint8Array(ITEM_MAX_BYTES) } }), error: invalid(TOO_LARGE) },
      { id: "size/utf-8-counts", call: put({ v: S("é".repeat(ITEM_MAX_BYTES / 2)) }), error: invalid(TOO_LARGE) },
      {
        id: "size/an-update-that-grows",
        before: [put({ v: S("x".repeat(300_000)) })],
        call: [
          "UpdateItem",
          {
            TableName,
            Key: { id: S("$me") },
            UpdateExpression: "SET w = :w",
            ExpressionAttributeValues: { ":w": S("x".repeat(200_000)) },
          },
        ],
        error: invalid("Item size to update has exceeded the maximum allowed size"),
      },
      {
        id: "size/partition-key-of-2048",
        call: ["PutItem", { TableName, Item: { id: S("k".repeat(2048)) } }],
        output: {},
      },
      {
        id: "size/partition-key-of-2049",
        call: ["PutItem", { TableName, Item: { id: S("k".repeat(2049)) } }],
        error: invalid(
          "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
        ),
      },
      {
        id: "size/sort-key-of-1024",
        call: ["PutItem", { TableName: INDEXED, Item: { id: S("$me"), sk: S("k".repeat(1024)) } }],
        output: {},
      },
      {
        id: "size/sort-key-of-1025",
        call: ["PutItem", { TableName: INDEXED, Item: { id: S("$me"), sk: S("k".repeat(1025)) } }],
        error: invalid(
          "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
        ),
      },
    ]),
    ...api("PutItem", [
      {
        id: "key/missing",
        call: ["PutItem", { TableName, Item: { v: S("x") } }],
        error: invalid("One or more parameter values were invalid: Missing the key id in the item"),
      },
      {
        id: "key/missing-sort-key",
        call: ["PutItem", { TableName: INDEXED, Item: { id: S("x") } }],
        error: invalid("One or more parameter values were invalid: Missing the key sk in the item"),
      },
      {
        id: "key/of-another-type",
        call: ["PutItem", { TableName, Item: { id: N(1) } }],
        error: invalid("One or more parameter values were invalid: Type mismatch for key id expected: S actual: N"),
      },
      { id: "key/empty", call: ["PutItem", { TableName, Item: { id: S("") } }], error: invalid(emptyKey("id")) },
      {
        id: "key/empty-sort-key",
        call: ["PutItem", { TableName: INDEXED, Item: { id: S("x"), sk: S("") } }],
        error: invalid(emptyKey("sk")),
      },
      {
        id: "key/of-an-index-of-another-type",
        call: ["PutItem", { TableName: INDEXED, Item: { id: S("x"), sk: S("y"), g: N(1) } }],
        error: invalid(
          "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: ByG",
        ),
      },
      {
        id: "key/of-an-index-empty",
        call: ["PutItem", { TableName: INDEXED, Item: { id: S("x"), sk: S("y"), g: S("") } }],
        error: invalid(
          "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ByG, IndexKey: g",
        ),
      },
      {
        id: "key/of-an-index-missing",
        call: ["PutItem", { TableName: INDEXED, Item: { id: S("$me"), sk: S("y") } }],
        output: {},
      },
      {
        id: "key/of-an-index-of-another-type-by-update",
        call: [
          "UpdateItem",
          {
            TableName: INDEXED,
            Key: { id: S("$me"), sk: S("y") },
            UpdateExpression: "SET g = :g",
            ExpressionAttributeValues: { ":g": N(1) },
          },
        ],
        error: invalid(
          /^The update expression attempted to update the secondary index key to unsupported type|Type mismatch/,
        ),
      },
      {
        id: "put/capacity",
        call: put({}, { ReturnConsumedCapacity: "TOTAL" }),
        output: { ConsumedCapacity: { TableName, CapacityUnits: 1 } },
      },
      {
        id: "put/capacity-of-2-kb",
        call: put({ v: S("x".repeat(1500)) }, { ReturnConsumedCapacity: "TOTAL" }),
        output: { ConsumedCapacity: { CapacityUnits: 2 } },
      },
      {
        id: "put/capacity-with-an-index",
        call: [
          "PutItem",
          { TableName: INDEXED, Item: { id: S("$me"), sk: S("y"), g: S("z") }, ReturnConsumedCapacity: "INDEXES" },
        ],
        output: {
          ConsumedCapacity: {
            CapacityUnits: 2,
            Table: { CapacityUnits: 1 },
            GlobalSecondaryIndexes: { ByG: { CapacityUnits: 1 } },
          },
        },
      },
      {
        id: "put/unknown-table",
        call: put({}, { TableName: "facts-of-nobody" }),
        error: { code: "ResourceNotFoundException", message: "Requested resource not found" },
      },
      {
        id: "put/unknown-return-values",
        call: put({}, { ReturnValues: "SOME" }),
        error: invalid(
          /^1 validation error detected: Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: \[/,
        ),
      },
      {
        id: "put/old-values",
        before: [put({ v: N(1) })],
        call: put({ v: N(2) }, { ReturnValues: "ALL_OLD" }),
        output: { Attributes: { v: N(1) } },
      },
    ]),
    ...api("DeleteItem", [
      {
        id: "delete/old-values",
        before: [put({ v: N(1) })],
        call: ["DeleteItem", { TableName, Key: { id: S("$me") }, ReturnValues: "ALL_OLD" }],
        output: { Attributes: { v: N(1) } },
      },
      {
        id: "delete/nothing",
        call: ["DeleteItem", { TableName, Key: { id: S("$me") }, ReturnValues: "ALL_OLD" }],
        absent: ["Attributes"],
      },
      {
        id: "delete/by-half-a-key",
        call: ["DeleteItem", { TableName: INDEXED, Key: { id: S("$me") } }],
        error: invalid("The provided key element does not match the schema"),
      },
      {
        id: "delete/unknown-table",
        call: ["DeleteItem", { TableName: "facts-of-nobody", Key: { id: S("x") } }],
        error: { code: "ResourceNotFoundException", message: "Requested resource not found" },
      },
    ]),
    ...alternator("number", [
      {
        id: "number/a-key-in-another-form",
        before: [["PutItem", { TableName: NUMBERED, Item: { id: N("7.0"), v: S("x") } }]],
        call: ["GetItem", { TableName: NUMBERED, Key: { id: N("0.7E1") } }],
        output: { Item: { id: N("7"), v: S("x") } },
      },
      {
        id: "number/of-38-digits-as-a-key",
        before: [["PutItem", { TableName: NUMBERED, Item: { id: N(NINES) } }]],
        call: ["GetItem", { TableName: NUMBERED, Key: { id: N(NINES) } }],
        output: { Item: { id: N(NINES) } },
      },
      {
        id: "number/a-sum-of-39-digits",
        before: [put({ n: N(NINES) })],
        call: [
          "UpdateItem",
          {
            TableName,
            Key: { id: S("$me") },
            UpdateExpression: "SET n = n + :v",
            ExpressionAttributeValues: { ":v": N("0.1") },
          },
        ],
        error: invalid(/38 significant digits/),
      },
    ]),
    ...seen("tier3/error-messages/putItem", [
      {
        id: "put/no-table",
        call: put({}, { TableName: undefined }),
        error: invalid(
          /'tableName' (?:failed to satisfy constraint: Member must not be null|is required but was not present in the request)/i,
        ),
      },
      {
        id: "put/empty-table",
        call: put({}, { TableName: "" }),
        error: invalid(
          "1 validation error detected: Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
      },
      {
        id: "put/table-of-256",
        call: put({}, { TableName: "a".repeat(256) }),
        error: invalid(/failed to satisfy constraint: Member must have length less than or equal to 255$/),
      },
      {
        id: "put/table-of-other-characters",
        call: put({}, { TableName: "bad table!@#" }),
        error: invalid(
          "1 validation error detected: Value 'bad table!@#' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        ),
      },
    ]),
  ],
};
