import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ServiceError } from "../../../src/kernel/errors.ts";
import { decodeQuery, encodeQuery, encodeQueryError } from "../../../src/wire/protocols/query.ts";
import { decodeQueryReply, encodeQueryInput } from "../../../src/wire/protocols/query-client.ts";

const asRequest = (form: string) => ({
  method: "POST",
  rawPath: "/",
  rawQuery: "",
  host: "127.0.0.1",
  headers: {},
  rawHeaders: [],
  remoteAddress: "127.0.0.1",
  body: Buffer.from(form),
});

const reply = { action: "Publish", namespace: "http://sns.amazonaws.com/doc/2010-03-31/", requestId: "r" };

describe("encodeQueryInput", () => {
  it("makes the form that decodeQuery reads: lists, maps and structures", () => {
    const input = {
      TopicArn: "arn:aws:sns:eu-west-1:1:t",
      MessageAttributes: { kind: { DataType: "String", StringValue: "a&b=ü" } },
      PublishBatchRequestEntries: [
        { Id: "1", Message: "one" },
        { Id: "2", MessageAttributes: { n: { DataType: "Number", StringValue: "1" } } },
      ],
      Attributes: { Policy: "{}" },
    };
    const form = encodeQueryInput("PublishBatch", "2010-03-31", { ...input, absent: undefined });
    expect(decodeQuery(asRequest(form))).toEqual({ action: "PublishBatch", input });
  });
});

describe("decodeQueryReply", () => {
  it("reads what encodeQuery makes, whatever the texts are", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
        (text, items) => {
          // XML has no words for most control characters, and services send none.
          fc.pre(![text, ...items].some((each) => /[^\P{C}\n]/u.test(each)));
          const output = { MessageId: text, Successful: items.map((Id) => ({ Id })) };
          const xml = String(encodeQuery(output, reply).body);
          expect(decodeQueryReply(xml, "Publish")).toEqual({ output });
        },
      ),
    );
  });

  it("reads an operation without a result", () => {
    const xml = String(encodeQuery(undefined, reply).body);
    expect(decodeQueryReply(xml, "Publish")).toEqual({ output: {} });
  });

  it("reads an error", () => {
    const error = new ServiceError("NotFound", "Topic <does> not exist", { status: 404 });
    const xml = String(encodeQueryError(error, reply).body);
    expect(decodeQueryReply(xml, "Publish")).toEqual({
      error: { code: "NotFound", message: "Topic <does> not exist" },
    });
  });

  it.each(["&#xffffff;", "&constructor;", "&nbsp;"])("leaves %s, which stands for no character, as it is", (text) => {
    const xml = `<R><Error><Code>A</Code><Message>${text}&#x41;</Message></Error></R>`;
    expect(decodeQueryReply(xml, "Publish")).toEqual({ error: { code: "A", message: `${text}A` } });
  });
});
