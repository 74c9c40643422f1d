import type { Call, CallFact } from "../../calls.ts";
import type { StoreTable } from "../../store/store-table.ts";
import { alternator, api, guide, hashTable, invalid, L, M, N, S, seen } from "./shapes.ts";

const TableName = "facts-read";
const Key = { id: S("123") };
const PRODUCT = {
  ...Key,
  Title: S("Bicycle"),
  Price: N(500),
  Related: L(N(341), N(472), N(649)),
  Pictures: M({ Front: S("f.jpg"), Rear: S("r.jpg") }),
  Reviews: M({ Five: L(S("great"), S("fine")), One: L(M({ by: S("x"), note: S("bad") })) }),
  "a.b": S("dotted"),
  a: M({ b: S("inner") }),
};

type Row = Omit<CallFact, "source" | "place" | "date">;
const get = (more: object, key: object = Key): Call => ["GetItem", { TableName, Key: key, ...more }];

/** Parts of the item, by expressions. */
const projected = (rows: readonly (readonly [expression: string, item: object, names?: object])[]): readonly Row[] =>
  rows.map(([expression, Item, names]) => ({
    id: `projected/${expression}`,
    call: get({ ProjectionExpression: expression, ...(names && { ExpressionAttributeNames: names }) }),
    output: { Item },
    absent: Object.keys(PRODUCT)
      .filter((name) => !(name in Item) && !name.includes("."))
      .map((name) => `Item.${name}`),
  }));

const overlapping = (rows: readonly (readonly [expression: string, kind: "overlap" | "conflict"])[]): readonly Row[] =>
  rows.map(([expression, kind]) => ({
    id: `projected/${expression}`,
    call: get({ ProjectionExpression: expression }),
    error: invalid(
      new RegExp(
        `^Invalid ProjectionExpression: Two document paths ${kind} with each other; must remove or rewrite one of these paths; path one: \\[.*\\], path two: \\[.*\\]$`,
      ),
    ),
  }));

/** Parts of items, and single reads. */
export const reads: StoreTable = {
  service: "DynamoDB",
  subject: "single reads and projections",
  tables: [hashTable(TableName)],
  items: { [TableName]: [PRODUCT] },
  facts: [
    ...guide(
      "Expressions.ProjectionExpressions.html",
      projected([
        ["Title, Price", { Title: S("Bicycle"), Price: N(500) }],
        ["Related[0]", { Related: L(N(341)) }],
        ["Reviews.Five", { Reviews: M({ Five: L(S("great"), S("fine")) }) }],
        ["Pictures.Rear, Title", { Pictures: M({ Rear: S("r.jpg") }), Title: S("Bicycle") }],
        ["id", Key],
      ]),
    ),
    ...alternator("projection_expression", [
      ...projected([
        ["Related[0], Related[2]", { Related: L(N(341), N(649)) }],
        ["Related[2], Related[0]", { Related: L(N(341), N(649)) }],
        ["Related[1], Related[7]", { Related: L(N(472)) }],
        ["Reviews.One[0].note", { Reviews: M({ One: L(M({ note: S("bad") })) }) }],
        [
          "Reviews.Five[1], Reviews.One",
          { Reviews: M({ Five: L(S("fine")), One: L(M({ by: S("x"), note: S("bad") })) }) },
        ],
        ["absent", {}],
        ["Related.x", {}],
        ["Pictures[0]", {}],
        ["Title.x", {}],
        ["absent.x, Price", { Price: N(500) }],
        ["a.b", { a: M({ b: S("inner") }) }],
        ["#n", { "a.b": S("dotted") }, { "#n": "a.b" }],
        ["#n.#m", { a: M({ b: S("inner") }) }, { "#n": "a", "#m": "b" }],
        ["  Title  ,Price ", { Title: S("Bicycle"), Price: N(500) }],
      ]),
      ...overlapping([
        ["Title, Title", "overlap"],
        ["Pictures, Pictures.Front", "overlap"],
        ["Related[1], Related[1]", "overlap"],
        ["Reviews.Five[0], Reviews", "overlap"],
        ["a.b, a[1]", "conflict"],
        ["Reviews.One[1], Reviews.One.x", "conflict"],
      ]),
      ...(
        [
          ["Title,", /^Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: ","$/],
          [",Title", /^Invalid ProjectionExpression: Syntax error; token: ",", near: ",Title"$/],
          ["Title Price", /^Invalid ProjectionExpression: Syntax error; token: "Price", near: "Title Price"$/],
          ["", "Invalid ProjectionExpression: The expression can not be empty;"],
        ] as const
      ).map(
        ([expression, message]): Row => ({
          id: `refused-projection/${expression}`,
          call: get({ ProjectionExpression: expression }),
          error: invalid(message),
        }),
      ),
      {
        id: "get/no-item-has-no-parts",
        call: get({ ProjectionExpression: "Title" }, { id: S("none") }),
        absent: ["Item"],
      },
    ]),
    ...seen("tier3/error-messages/getItem", [
      {
        id: "refused-projection/!!",
        call: get({ ProjectionExpression: "!!" }),
        error: invalid('Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"'),
      },
      {
        id: "refused-projection/reserved-word",
        call: get({ ProjectionExpression: "Title, data" }),
        error: invalid("Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: data"),
      },
      {
        id: "refused-projection/undefined-name",
        call: get({ ProjectionExpression: "#n" }),
        error: invalid(
          "Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; attribute name: #n",
        ),
      },
      {
        id: "refused-projection/unused-name",
        call: get({ ProjectionExpression: "Title", ExpressionAttributeNames: { "#n": "x" } }),
        error: invalid("Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}"),
      },
      {
        id: "refused-projection/names-without-expression",
        call: get({ ExpressionAttributeNames: { "#n": "x" } }),
        error: invalid("ExpressionAttributeNames can only be specified when using expressions"),
      },
      {
        id: "get/unknown-table",
        call: ["GetItem", { TableName: "facts-of-nobody", Key }],
        error: { code: "ResourceNotFoundException", message: "Requested resource not found" },
      },
    ]),
    ...seen("tier3/legacy-api/attributesToGet", [
      {
        id: "get/attributes-to-get",
        call: get({ AttributesToGet: ["Title"] }),
        output: { Item: { Title: S("Bicycle") } },
        absent: ["Item.id", "Item.Price"],
      },
      {
        id: "get/both-kinds",
        call: get({ AttributesToGet: ["Title"], ProjectionExpression: "Title" }),
        error: invalid(
          "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}",
        ),
      },
    ]),
    ...api("GetItem", [
      { id: "get/consistent", call: get({ ConsistentRead: true }), output: { Item: PRODUCT } },
      { id: "get/none", call: get({}, { id: S("none") }), absent: ["Item"] },
      { id: "get/no-key", call: get({}, {}), error: invalid("The provided key element does not match the schema") },
      {
        id: "get/too-much-key",
        call: get({}, { ...Key, Title: S("x") }),
        error: invalid("The provided key element does not match the schema"),
      },
      {
        id: "get/key-of-another-type",
        call: get({}, { id: N(123) }),
        error: invalid("The provided key element does not match the schema"),
      },
      {
        id: "get/empty-key",
        call: get({}, { id: S("") }),
        error: invalid(
          "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id",
        ),
      },
      {
        id: "get/capacity-consistent",
        call: get({ ConsistentRead: true, ReturnConsumedCapacity: "TOTAL" }),
        output: { ConsumedCapacity: { TableName, CapacityUnits: 1 } },
      },
      {
        id: "get/capacity-eventual",
        call: get({ ReturnConsumedCapacity: "TOTAL" }),
        output: { ConsumedCapacity: { TableName, CapacityUnits: 0.5 } },
      },
      {
        id: "get/capacity-of-nothing",
        call: get({ ReturnConsumedCapacity: "TOTAL" }, { id: S("none") }),
        output: { ConsumedCapacity: { CapacityUnits: 0.5 } },
      },
      { id: "get/capacity-unasked", call: get({}), absent: ["ConsumedCapacity"] },
      {
        id: "get/capacity-unknown",
        call: get({ ReturnConsumedCapacity: "SOME" }),
        error: invalid(
          "1 validation error detected: Value 'SOME' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
        ),
      },
    ]),
  ],
};
