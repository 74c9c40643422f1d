import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../../e2e/support/system.ts";
import { createCheckout } from "../checkouts/checkout.ts";
import { aboutNow } from "../page/about.ts";
import { say } from "../sections/section.ts";
import { type Frame, foldProfile, modulesOfBundles, withoutSmall } from "./profile.ts";
import { type Profiled, profileOf, SCENARIOS, THIS_CHECKOUT } from "./scenarios.ts";
import { flameSvg } from "./svg.ts";

const LARGEST_BYTES = 150_000;

/** Shares of the whole below which functions are left out, until the picture is small enough. */
const SHARES = [0.003, 0.005, 0.01, 0.02];

/** Draws all pictures of this checkout, or of another commit; returns how many could not be drawn. */
export async function drawFlames(commit?: string): Promise<number> {
  if (commit === undefined) return drawAll(THIS_CHECKOUT, "", `commit ${aboutNow(1).commit}`);
  await using checkout = await createCheckout(commit);
  const { command, folder } = checkout;
  const by = { command, stackFolder: join(folder, "bench/stack"), appTemplate: join(folder, "app/template.yaml") };
  return await drawAll(by, "-before", `commit ${checkout.title}`);
}

async function drawAll(by: Profiled, suffix: string, of: string): Promise<number> {
  await mkdir(join(root, "docs/flame"), { recursive: true });
  let failed = 0;
  for (const [name, { title, work }] of Object.entries(SCENARIOS)) {
    say(`${title} …`);
    try {
      const { profile, span } = await profileOf(work, by);
      const frame = foldProfile(profile, span, modulesOfBundles(readBundle));
      await writeFile(join(root, `docs/flame/${name}${suffix}.svg`), smallSvg(frame, title, of));
    } catch (error) {
      failed += 1;
      say(`${title} could not be drawn: ${error instanceof Error ? error.message : error}`);
    }
  }
  return failed;
}

const readBundle = (url: string) => {
  try {
    return readFileSync(url.startsWith("file:") ? fileURLToPath(url) : url, "utf8");
  } catch {
    return undefined;
  }
};

/** Leaves out as little as fits. */
export function smallSvg(frame: Frame, title: string, of: string): string {
  const draw = (share: number) =>
    flameSvg(
      withoutSmall(frame, share),
      `${title}: the engine's main thread`,
      `${of}; ${(frame.us / 1000).toFixed(0)} ms of work, waiting left out; functions below ${(share * 100).toFixed(1)} % are left out`,
    );
  const pictures = SHARES.map((share) => draw(share));
  return pictures.find((svg) => Buffer.byteLength(svg) <= LARGEST_BYTES) ?? pictures.at(-1) ?? "";
}
