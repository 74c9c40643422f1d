import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "vitest";
import { cli, root, type System } from "../../support/system.ts";

/** The address in the guides, in place of which the engine's own stands. */
export const WRITTEN = "http://127.0.0.1:3001";

const WAIT = { timeout: 30_000 };

export interface Place {
  /** The folder to run it in; the repository's root otherwise. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A command of a guide, run by a shell as it is written, with its output as it comes. */
export class Terminal implements AsyncDisposable {
  readonly #child;
  output = "";

  constructor(command: string, system: System, { cwd = root, env: own = {} }: Place = {}) {
    const text = command
      .replaceAll(WRITTEN, system.endpoint)
      .replaceAll("ws://127.0.0.1:3001", system.endpoint.replace("http", "ws"))
      .replace(/^(?:npx )?portcullis /, `exec node ${cli} `);
    const { accessKeyId, secretAccessKey } = system.sdk.credentials;
    const env = {
      ...process.env,
      PORTCULLIS_ENDPOINT: system.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_DEFAULT_REGION: system.sdk.region,
      ...own,
    };
    this.#child = spawn("sh", ["-c", text], { cwd, env });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on("data", (chunk) => {
        this.output += chunk;
      });
  }

  type(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Resolves once the output has this; `again` is done before each look. */
  shows(text: string | RegExp, again = () => {}): Promise<void> {
    const look = () => {
      again();
      return this.output;
    };
    return expect.poll(look, WAIT).toMatch(text);
  }

  /** Resolves with the exit code, once there is nothing more to type. */
  async ended(): Promise<number | null> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, "close");
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose]() {
    this.#child.kill();
    await this.ended();
  }
}
