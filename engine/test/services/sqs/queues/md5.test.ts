import { describe, expect, it } from "vitest";
import { md5OfAttributes, md5OfText } from "../../../../src/services/sqs/queues/md5.ts";

describe("MD5 of a message", () => {
  it.each([
    ["", "d41d8cd98f00b204e9800998ecf8427e"],
    ["hello", "5d41402abc4b2a76b9719d911017c592"],
    ["日本語", "00110af8b4393ef3f72c50be5b332bec"],
  ])("digests the body %j as UTF-8", (body, digest) => {
    expect(md5OfText(body)).toBe(digest);
  });

  it("is undefined without attributes", () => {
    expect(md5OfAttributes({})).toBeUndefined();
  });

  it("does not depend on the order of attributes", () => {
    const city = { DataType: "String", StringValue: "Any City" };
    const population = { DataType: "Number", StringValue: "1250800" };
    expect(md5OfAttributes({ city, population })).toBe(md5OfAttributes({ population, city }));
  });

  it.each([
    ["text", { timestamp: { DataType: "Number", StringValue: "1493147359900" } }, "235c5c510d26fb653d073faed50ae77c"],
    ["binary", { data: { DataType: "Binary", BinaryValue: "AQID" } }, "922637243eb93fabf39f19417c7e2b43"],
  ])("digests %s attributes as SDKs do", (_kind, attributes, digest) => {
    expect(md5OfAttributes(attributes)).toBe(digest);
  });
});
