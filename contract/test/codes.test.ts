import { describe, expect, it } from "vitest";
import { createAsyncApi, ERROR_CODES, type ErrorCodeEntry } from "../src/index.ts";

describe("error codes", () => {
  const entries = Object.entries<ErrorCodeEntry>(ERROR_CODES);

  it.each(entries)("%s has a sentence, and a close code that applications may use", (code, { summary, closeCode }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(summary).toMatch(/^[A-Z].*\.$/);
    // RFC 6455 §7.4.2: 4000 to 4999 are for applications.
    if (closeCode !== undefined) expect(closeCode).toSatisfy((number: number) => number >= 4000 && number <= 4999);
  });

  it("are all in the AsyncAPI document, and no others", () => {
    const { components } = JSON.parse(JSON.stringify(createAsyncApi("1.0.0")));
    const rows = [...String(components.messages.error.description).matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code);
    expect(rows).toEqual(Object.keys(ERROR_CODES));
    expect(components.schemas.Error.properties.code.enum).toEqual(Object.keys(ERROR_CODES));
  });
});
