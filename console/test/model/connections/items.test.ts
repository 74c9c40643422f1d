import { describe, expect, it } from "vitest";
import { type CallDynamoDb, findItems, plain } from "../../../src/model/connections/items.ts";

const key = (name: string, role: "HASH" | "RANGE" = "HASH", type: "S" | "N" | "B" = "S") => ({ name, role, type });

const table = (keys = [key("pk"), key("sk", "RANGE")], indexes: object[] = []) =>
  ({ logicalId: "Table", name: "table-1", arn: "arn:t", keys, indexes }) as never;

type Input = Record<string, never>;

/** A table whose queries go by an attribute, and whose scan comes in pages of one item. */
function fake(items: readonly Record<string, Record<string, unknown>>[]) {
  const calls: string[] = [];
  const call: CallDynamoDb = async (operation, input) => {
    const {
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
      ExclusiveStartKey: from,
    } = input as Input;
    if (operation === "Query") {
      const [hash, wanted] = [names?.["#hash"], (values?.[":hash"] as { S?: string } | undefined)?.S];
      calls.push(`${hash}=${wanted}`);
      return { Items: items.filter((item) => item[String(hash)]?.S === wanted) } as never;
    }
    const at = Number((from as { at?: number } | undefined)?.at ?? 0);
    calls.push(`scan ${at}`);
    return {
      Items: items.slice(at, at + 1),
      ...(at + 1 < items.length && { LastEvaluatedKey: { at: at + 1 } }),
    } as never;
  };
  return { calls, call };
}

describe("findItems", () => {
  it("asks by the key where that is the connection's id", async () => {
    const { calls, call } = fake([{ connectionId: { S: "c1=" }, n: { N: "7" } }]);
    const found = await findItems("c1=", table([key("connectionId")]), call);
    expect(found).toMatchObject({ isComplete: true, items: [{ key: ["c1="], item: { connectionId: "c1=", n: 7 } }] });
    expect(calls).toEqual(["connectionId=c1="]);
  });

  it("asks indexes too, and no key that is a number", async () => {
    const { calls, call } = fake([{ pk: { N: "1" }, owner: { S: "c1=" } }]);
    const indexes = [{ name: "byOwner", kind: "global", projection: "ALL", keys: [key("owner")] }];
    const found = await findItems("c1=", table([key("pk", "HASH", "N")], indexes), call);
    expect(found.items).toMatchObject([{ key: ["1"] }]);
    expect(calls).toEqual(["owner=c1="]);
  });

  it("looks through the table, then asks for all of a key that holds the id", async () => {
    const items: Record<string, Record<string, unknown>>[] = [
      { pk: { S: "user#ann" }, sk: { S: "META" }, places: { L: [{ M: { id: { S: "c1=" } } }] } },
      { pk: { S: "C#c1=" }, sk: { S: "META" } },
      { pk: { S: "C#c2=" }, sk: { S: "META" } },
      { pk: { S: "x" }, sk: { S: "1" } },
      { pk: { S: "x" }, sk: { S: "2" } },
      { pk: { S: "C#c1=" }, sk: { S: "S#room" } },
    ];
    const { calls, call } = fake(items);
    const found = await findItems("c1=", table(), call);
    expect(found.isComplete).toBe(false);
    expect(found.items.map((each) => each.key.join(" "))).toEqual(["user#ann META", "C#c1= META", "C#c1= S#room"]);
    expect(calls).toEqual(["pk=c1=", "scan 0", "scan 1", "scan 2", "scan 3", "scan 4", "pk=C#c1="]);
  });

  it("finds nothing in an empty table", async () => {
    expect(await findItems("c1=", table(), fake([]).call)).toMatchObject({ items: [], isComplete: true });
  });
});

describe("plain", () => {
  it.each([
    [{ S: "a" }, "a"],
    [{ N: "1.5" }, 1.5],
    [{ N: "12345678901234567890" }, "12345678901234567890"],
    [{ NULL: true }, null],
    [{ BOOL: false }, false],
    [{ NS: ["1", "2"] }, [1, 2]],
    [{ SS: ["a"] }, ["a"]],
    [{ M: { a: { L: [{ S: "b" }] } } }, { a: ["b"] }],
  ])("makes %j to %j", (value, expected) => expect(plain(value)).toEqual(expected));
});
