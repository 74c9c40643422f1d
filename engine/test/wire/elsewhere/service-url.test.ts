import { describe, expect, it } from "vitest";
import { type LookUpAll, servicePlace } from "../../../src/wire/elsewhere/service-url.ts";
import { request } from "../signing.ts";

const place = (url: string, { service = "s3", allowRemote = false, credentials = undefined as Mine } = {}) =>
  servicePlace({ service, url, allowRemote, credentials });

type Mine = { accessKeyId: string; secretAccessKey: string } | undefined;

const MINE = { accessKeyId: "AKIAMINE", secretAccessKey: "mine" };

const urlOf = (host: string, path: string, base = "http://localhost:9000", service = "s3") => {
  const [rawPath = "", rawQuery = ""] = path.split("?");
  return place(base, { service }).urlOf(request({ host, rawPath, rawQuery }), "eu-west-1").href;
};

describe("--service NAME=URL", () => {
  it.each([
    "http://localhost:9000",
    "http://127.0.0.1:4566/",
    "https://[::1]:9000",
    "http://10.1.2.3:80",
    "http://172.31.0.1",
    "http://192.168.1.1",
    "http://[fd00::1]:9000",
    "http://[::ffff:10.0.0.1]",
    "http://minio:9000",
    "http://s3.localhost.localstack.cloud:4566/base",
  ])("takes what is on this machine or in a private network, and names that may be: %s", (url) => {
    expect(place(url).option).toBe("--service s3");
  });

  it.each([
    "http://93.184.216.34:9000",
    "http://169.254.169.254",
    "http://172.32.0.1",
    "http://[2001:db8::1]",
    "http://[::ffff:8.8.8.8]",
    "http://0x5db8d822",
  ])("refuses an address outside unless that is allowed: %s", (url) => {
    expect(() => place(url)).toThrow(/neither on this machine nor in a private network/);
    expect(place(url, { allowRemote: true }).option).toBe("--service s3");
  });

  it.each([
    "https://s3.eu-west-1.amazonaws.com",
    "https://S3.AMAZONAWS.COM.",
    "https://s3.cn-north-1.amazonaws.com.cn",
    "https://bedrock-runtime.eusc-de-east-1.amazonaws.eu",
    "https://dynamodb.us-east-1.api.aws:443",
    "https://abc.lambda-url.us-east-1.on.aws",
  ])("never leads to AWS, whatever is allowed: %s", (url) => {
    expect(() => place(url, { allowRemote: true })).toThrow(/is AWS\.$/);
  });

  it.each(["localhost:9000", "ftp://localhost", "http://localhost/?a=b", "http://", "http://key@localhost", "s3"])(
    "refuses what is no address of a server: %s",
    (url) => {
      expect(() => place(url)).toThrow(/^--service s3/);
    },
  );

  it("shows nobody the secret in a URL that it refuses", () => {
    for (const url of ["http://key:secret@localhost:9000?a", "http://key:secret@8.8.8.8", "key:secret@localhost"])
      expect(() => place(url)).toThrow(/^(?!.*secret)/);
  });

  it.each([
    ["bucket.s3.eu-west-1.amazonaws.com", "/a/b?c=d", "http://localhost:9000/bucket/a/b?c=d"],
    ["bucket.s3.amazonaws.com", "/", "http://localhost:9000/bucket/"],
    ["my.own.bucket.s3.eu-west-1.amazonaws.com", "/a", "http://localhost:9000/my.own.bucket/a"],
    ["a.s3.b.s3.us-east-1.amazonaws.com", "/a", "http://localhost:9000/a.s3.b/a"],
    ["bucket.s3-eu-west-1.amazonaws.com", "/a", "http://localhost:9000/bucket/a"],
    ["bucket.s3.dualstack.eu-west-1.amazonaws.com", "/a", "http://localhost:9000/bucket/a"],
    ["bucket.s3-accelerate.amazonaws.com", "/a", "http://localhost:9000/bucket/a"],
    ["bucket.s3.cn-north-1.amazonaws.com.cn", "/a", "http://localhost:9000/bucket/a"],
    ["s3.eu-west-1.amazonaws.com", "/bucket/a", "http://localhost:9000/bucket/a"],
    ["s3-fips.us-east-1.amazonaws.com", "/bucket/a", "http://localhost:9000/bucket/a"],
    ["123456789012.s3-control.eu-west-1.amazonaws.com", "/v20180820/tags", "http://localhost:9000/v20180820/tags"],
    ["127.0.0.1:3001", "/bucket/a%20b", "http://localhost:9000/bucket/a%20b"],
    ["s3.eu-west-1.amazonaws.com", "//evil.example/a", "http://localhost:9000//evil.example/a"],
    ["s3.eu-west-1.amazonaws.com", "/@evil.example/a", "http://localhost:9000/@evil.example/a"],
  ])("finds the bucket of %s%s in the path", (host, path, expected) => {
    expect(urlOf(host, path)).toBe(expected);
  });

  it("keeps the path of its own URL, and hosts of other services out of it", () => {
    expect(urlOf("kinesis.eu-west-1.amazonaws.com", "/", "http://localhost:4566/aws/", "kinesis")).toBe(
      "http://localhost:4566/aws/",
    );
  });

  it("signs with the URL's credentials, else with the environment's, else with those that emulators take", () => {
    expect(place("http://key:s%2Fecret@localhost:9000", { credentials: MINE }).credentials).toEqual({
      accessKeyId: "key",
      secretAccessKey: "s/ecret",
    });
    expect(place("http://localhost:9000", { credentials: MINE }).credentials).toEqual(MINE);
    expect(place("http://localhost:9000").credentials).toEqual({ accessKeyId: "test", secretAccessKey: "test" });
  });

  it("calls no name that leads out of private networks", async () => {
    const lookUp: LookUpAll = (_name, _options, found) => found(null, [{ address: "93.184.216.34", family: 4 }]);
    const { send } = servicePlace({
      service: "s3",
      url: "http://minio:9000",
      allowRemote: false,
      credentials: MINE,
      lookUp,
    });
    const call = { method: "GET", url: new URL("http://minio:9000/"), headers: {}, body: Buffer.alloc(0) };
    await expect(send({ ...call, prefersHttp2: false }, new AbortController().signal)).rejects.toThrow(
      /minio is neither on this machine nor in a private network/,
    );
  });
});
