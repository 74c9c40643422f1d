import { existsSync } from "node:fs";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

const INSTALLED = "/usr/bin/chromium";

let started: Promise<Browser> | undefined;

/**
 * The Chromium of this worker, which ends with it: the installed one, else the one that npm brings, without that one's
 * own options, which switch web security off.
 */
export function chromiumOfWorker(): Promise<Browser> {
  started ??= launch();
  return started;
}

async function launch(): Promise<Browser> {
  const executablePath = existsSync(INSTALLED) ? INSTALLED : await chromium.executablePath();
  return playwright.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}
