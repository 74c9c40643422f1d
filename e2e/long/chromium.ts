import { existsSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

const INSTALLED = "/usr/bin/chromium";

/** A name that leads to this machine, as an attacker's name server would say. */
export const REBOUND_NAME = "evil.example";

/**
 * A real Chromium with all that protects its users: the installed one, else the one that npm brings. That one's own
 * options are left out, because they switch web security off.
 */
export async function startChromium(): Promise<Browser> {
  const executablePath = existsSync(INSTALLED) ? INSTALLED : await chromium.executablePath();
  const args = ["--no-sandbox", "--disable-gpu", `--host-resolver-rules=MAP ${REBOUND_NAME} 127.0.0.1`];
  return playwright.launch({ executablePath, args });
}

export interface PageServer extends AsyncDisposable {
  readonly port: number;
}

/** A server of somebody else's pages, on this machine. */
export async function servePages(listener: RequestListener): Promise<PageServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
