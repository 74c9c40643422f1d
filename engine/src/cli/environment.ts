import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { EngineOptions } from "../engine.ts";

/** The facts about where the command runs that decide how it speaks. */
export interface Surroundings {
  /** Colour is for terminals: not for pipes and files, nor where NO_COLOR (https://no-color.org) is set. */
  readonly hasColors: boolean;
  /** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
  readonly isGitHubActions: boolean;
}

export function surroundings(): Surroundings {
  const { NO_COLOR: noColor, GITHUB_ACTIONS: gitHubActions } = process.env;
  return {
    hasColors: process.stdout.isTTY === true && process.stderr.isTTY === true && !noColor,
    isGitHubActions: gitHubActions === "true",
  };
}

/** Takes on Lambda's time zone; worker threads have the process's. */
export function adoptTimeZone(): void {
  process.env.TZ = "UTC";
}

/**
 * The folder for what all projects share, when the environment says it: a relative `XDG_CACHE_HOME` does not count
 * (https://specifications.freedesktop.org/basedir-spec/latest/).
 */
export function userCacheDir(): string | undefined {
  const { XDG_CACHE_HOME: caches = "" } = process.env;
  return isAbsolute(caches) ? join(caches, "portcullis") : undefined;
}

/** The running engine that commands speak to, when the environment names one. */
export const namedEndpoint = (): string | undefined => process.env.PORTCULLIS_ENDPOINT || undefined;

/** Places that platforms have for what a program remembers, below a user's home. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  darwin: ["Library", "Application Support", "portcullis"],
  win32: ["AppData", "Local", "portcullis", "State"],
};

/** The folder for what commands remember of one use to the next; a relative `XDG_STATE_HOME` does not count. */
export function userStateDir(): string {
  const { XDG_STATE_HOME: states = "" } = process.env;
  if (isAbsolute(states)) return join(states, "portcullis");
  return join(homedir(), ...(STATES[process.platform] ?? [".local", "state", "portcullis"]));
}

/** The files that AWS's tools keep credentials in. */
export function credentialFiles(): readonly string[] {
  const { AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_CONFIG_FILE: config } = process.env;
  return [credentials || join(homedir(), ".aws", "credentials"), config || join(homedir(), ".aws", "config")];
}

/** The developer's credentials for AWS, if the environment holds some. */
export function developerCredentials(): NonNullable<EngineOptions["developerCredentials"]> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: token,
  } = process.env;
  return accessKeyId && secretAccessKey
    ? [{ accessKeyId, secretAccessKey, ...(token && { sessionToken: token }) }]
    : [];
}
