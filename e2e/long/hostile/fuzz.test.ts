import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../support/system.ts";

/** For each target. With all of them and their starts that is a minute. */
const MINUTES = "0.012";

it("finds nothing wrong in inputs that are nearly right, within a second for each that reads them", async () => {
  const seed = String(Math.floor(Date.now() / 86_400_000));
  const fuzz = spawn(
    process.execPath,
    ["--import", "tsx", join(root, "fuzz/main.ts"), "--minutes", MINUTES, "--seed", seed],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let report = "";
  fuzz.stdout.on("data", (text) => {
    report += text;
  });
  const [code] = await once(fuzz, "close");
  expect(code, report).toBe(0);
}, 400_000);
