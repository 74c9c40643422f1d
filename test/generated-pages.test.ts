import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generateCli } from "../scripts/generate/cli.ts";
import { generateErrors } from "../scripts/generate/errors.ts";
import { generateEvents, generateEventsSchema } from "../scripts/generate/events.ts";
import { generateMessages } from "../scripts/generate/messages.ts";
import { root } from "./source-files.ts";

const PAGES = {
  "docs/cli.md": generateCli,
  "docs/errors.md": generateErrors,
  "docs/events.md": generateEvents,
  "docs/events.schema.json": generateEventsSchema,
  "docs/messages.md": generateMessages,
};

describe("generated pages", () => {
  it.each(Object.entries(PAGES))("%s is what its source makes", (file, generate) => {
    expect(readFileSync(join(root, file), "utf8")).toBe(generate());
  });
});
