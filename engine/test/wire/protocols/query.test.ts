import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ServiceError } from "../../../src/kernel/errors.ts";
import type { HttpRequest, QueryNames } from "../../../src/wire/http.ts";
import { decodeQuery, encodeQuery, encodeQueryError } from "../../../src/wire/protocols/query.ts";
import { encodeQueryJson, encodeQueryJsonError, wantsJson } from "../../../src/wire/protocols/query-json.ts";

const form = (body: string): HttpRequest => ({
  method: "POST",
  rawPath: "/",
  rawQuery: "",
  host: "localhost",
  headers: {},
  rawHeaders: [],
  remoteAddress: "127.0.0.1",
  body: Buffer.from(body),
});

const SQS_NAMES: QueryNames = {
  input: { AttributeName: "AttributeNames" },
  lists: { Messages: "Message" },
  maps: { Attributes: { entry: "Attribute", key: "Name", value: "Value" } },
};

describe("the Query protocol's form", () => {
  it.each([
    ["a plain member", "Action=Publish&Message=hi", { Message: "hi" }],
    ["a list", "Action=X&Tags.member.1.Key=a&Tags.member.2.Key=b", { Tags: [{ Key: "a" }, { Key: "b" }] }],
    ["a list out of order", "Action=X&Names.member.2=b&Names.member.1=a", { Names: ["a", "b"] }],
    ["a map", "Action=X&M.entry.1.key=k&M.entry.1.value.DataType=String", { M: { k: { DataType: "String" } } }],
    ["a flattened list with its own name", "Action=X&AttributeName.1=All", { AttributeNames: ["All"] }],
    ["a flattened list of one without a number", "Action=X&AttributeName=All", { AttributeNames: ["All"] }],
    ["a flattened map", "Action=X&Attribute.1.Name=a&Attribute.1.Value=1", { Attributes: { a: "1" } }],
    ["a nested structure", "Action=X&Endpoint.Address=e", { Endpoint: { Address: "e" } }],
  ])("reads %s", (_what, body, input) => {
    expect(decodeQuery(form(body), SQS_NAMES).input).toEqual(input);
  });

  it("refuses a name that is both a value and a structure", () => {
    expect(() => decodeQuery(form("Action=X&A=1&A.B=2"))).toThrow("both a value and a structure");
  });

  it("neither crashes nor reaches a prototype on hostile names", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (fields) => {
        const body = new URLSearchParams([["Action", "X"], ["__proto__.polluted", "yes"], ...fields]).toString();
        try {
          decodeQuery(form(body));
        } catch (error) {
          expect(error).toBeInstanceOf(ServiceError);
        }
        expect(({} as { polluted?: string }).polluted).toBeUndefined();
      }),
    );
  });
});

describe("the Query protocol's XML", () => {
  const options = { action: "ReceiveMessage", namespace: "urn:test", requestId: "id-1", names: SQS_NAMES };

  it("writes flattened lists and maps by their names, and escapes text", () => {
    const reply = encodeQuery({ Messages: [{ Body: "<a & b>", Attributes: { SenderId: "me" } }] }, options);
    expect(reply.body).toBe(
      '<?xml version="1.0"?><ReceiveMessageResponse xmlns="urn:test"><ReceiveMessageResult><Message>' +
        "<Body>&lt;a &amp; b&gt;</Body><Attribute><Name>SenderId</Name><Value>me</Value></Attribute>" +
        "</Message></ReceiveMessageResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></ReceiveMessageResponse>",
    );
  });

  it("writes errors with the protocol's own code", () => {
    const error = new ServiceError("QueueDoesNotExist", "no", { queryCode: "AWS.SimpleQueueService.NonExistentQueue" });
    expect(encodeQueryError(error, options)).toMatchObject({ status: 400 });
    expect(encodeQueryError(error, options).body).toContain("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>");
  });
});

describe("the Query protocol's JSON", () => {
  const names: QueryNames = {
    maps: SQS_NAMES.maps ?? {},
    json: {
      members: { Messages: "messages" },
      nulls: { ReceiveMessageResult: ["messages"], messages: ["Attributes", "MessageAttributes"] },
    },
  };
  const options = { action: "ReceiveMessage", namespace: "urn:test", requestId: "id-1", names };

  it.each([
    [
      { Messages: [{ MessageId: "m", Body: "b", Attributes: { SenderId: "me" } }] },
      { messages: [{ Attributes: { SenderId: "me" }, Body: "b", MessageAttributes: null, MessageId: "m" }] },
    ],
    [{ Messages: undefined }, { messages: null }],
    [{}, { messages: null }],
    [undefined, { messages: null }],
  ])("has the members of %j in the order of their names, and null for those that are absent", (output, result) => {
    expect(encodeQueryJson(output, options).body).toBe(
      JSON.stringify({
        ReceiveMessageResponse: { ReceiveMessageResult: result, ResponseMetadata: { RequestId: "id-1" } },
      }),
    );
  });

  it("leaves the keys of a map to its owner", () => {
    const Attributes = { Messages: "a", constructor: "b", messages: { DataType: "String" } };
    const output = { Messages: [{ Attributes, MessageAttributes: null }] };
    expect(JSON.parse(String(encodeQueryJson(output, options).body)).ReceiveMessageResponse).toMatchObject({
      ReceiveMessageResult: { messages: [{ Attributes, MessageAttributes: null }] },
    });
  });

  it("has no result for an action that gives none", () => {
    expect(encodeQueryJson(undefined, { ...options, action: "DeleteMessage" }).body).toBe(
      '{"DeleteMessageResponse":{"ResponseMetadata":{"RequestId":"id-1"}}}',
    );
  });

  it("writes errors with the protocol's own code", () => {
    const error = new ServiceError("QueueDoesNotExist", "no", { queryCode: "AWS.SimpleQueueService.NonExistentQueue" });
    const reply = encodeQueryJsonError(error, options);
    expect(reply).toMatchObject({ status: 400, headers: { "content-type": "application/json" } });
    expect(reply.body).toBe(
      '{"Error":{"Code":"AWS.SimpleQueueService.NonExistentQueue","Message":"no","Type":"Sender"},"RequestId":"id-1"}',
    );
  });

  it.each([
    ["application/json", true],
    ["application/json; charset=utf-8", true],
    ["application/jsonp", false],
    ["*/*", false],
    ["text/xml, application/json", false],
    [undefined, false],
  ])("is what Accept: %s asks for: %s", (accept, asked) => {
    expect(wantsJson({ ...form(""), headers: accept === undefined ? {} : { accept } })).toBe(asked);
  });
});
