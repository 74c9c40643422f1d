import { readFileSync } from "node:fs";
import { ERROR_CODES } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import { ERRORS, type ErrorCode, PortcullisError, UnauthorizedError } from "../src/index.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const rows = [...readme.matchAll(/^\| <a id="(\w+)"><\/a>`(\w+)` +\| (yes|no) +\| (.+) \|$/gm)];

describe("error codes", () => {
  it("are those of the README, and the README's are all", () => {
    const documented = rows.map(([, anchor, code, retryable]) => ({ anchor, code, retryable: retryable === "yes" }));
    const known = Object.entries(ERRORS).map(([code, { retryable }]) => ({ anchor: code, code, retryable }));
    const byCode = (a: { code?: string | undefined }, b: { code?: string | undefined }) =>
      String(a.code).localeCompare(String(b.code));
    expect(documented.sort(byCode)).toEqual(known.sort(byCode));
  });

  it.each(Object.entries(ERROR_CODES))("know the contract's %s as the contract has it", (code, entry) => {
    const { closeCode } = { closeCode: undefined, ...entry };
    // A message that cannot be sent again on its connection may succeed on the next.
    const retryable = entry.retryable || closeCode !== undefined;
    expect({ closeCode: undefined, ...ERRORS[code as ErrorCode] }).toEqual({ retryable, closeCode });
  });
});

describe("PortcullisError", () => {
  it("tells what it is and where that is explained", () => {
    expect(new PortcullisError("connection_lost")).toMatchObject({
      name: "PortcullisError",
      message: "connection lost",
      code: "connection_lost",
      retryable: true,
      docsUrl: "https://www.npmjs.com/package/@portcullis/client#connection_lost",
    });
  });

  it("has a class of its own for getToken to give up with", () => {
    expect(new UnauthorizedError("signed out")).toMatchObject({
      name: "UnauthorizedError",
      message: "signed out",
      code: "unauthorized",
      retryable: false,
    });
    expect(new UnauthorizedError()).toBeInstanceOf(PortcullisError);
  });
});
