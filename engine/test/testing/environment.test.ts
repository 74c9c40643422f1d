import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setEnvironment } from "../../src/testing/environment.ts";

const NAMES = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SQS", "AWS_PROFILE", "AWS_REGION"];
const current = () => Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));

let before: ReturnType<typeof current>;
beforeEach(() => {
  before = current();
  for (const name of NAMES) delete process.env[name];
});
afterEach(() => {
  for (const name of NAMES) delete process.env[name];
  Object.assign(process.env, Object.fromEntries(Object.entries(before).filter(([, value]) => value !== undefined)));
});

describe("the variables of an engine", () => {
  it("hold while it runs, unset what would lead elsewhere, and are gone afterwards", () => {
    Object.assign(process.env, { AWS_PROFILE: "mine", AWS_ENDPOINT_URL_SQS: "http://elsewhere" });
    const own = current();
    const set = setEnvironment({ AWS_ENDPOINT_URL: "http://engine", AWS_REGION: "eu-west-1" });
    expect(current()).toEqual({ AWS_ENDPOINT_URL: "http://engine", AWS_REGION: "eu-west-1" });
    set[Symbol.dispose]();
    expect(current()).toEqual(own);
  });

  it("are those of the newest engine, in whichever order they stop", () => {
    process.env.AWS_REGION = "us-west-2";
    const first = setEnvironment({ AWS_REGION: "first" });
    const second = setEnvironment({ AWS_REGION: "second" });
    first[Symbol.dispose]();
    expect(process.env.AWS_REGION).toBe("second");
    const third = setEnvironment({ AWS_REGION: "third" });
    third[Symbol.dispose]();
    expect(process.env.AWS_REGION).toBe("second");
    second[Symbol.dispose]();
    second[Symbol.dispose]();
    expect(process.env.AWS_REGION).toBe("us-west-2");
  });
});
