/**
 * Options of npm for what is installed into a cache of the user's: no script of a package runs, the user's settings of npm
 * (a registry, a proxy) hold, and who is offline does not wait long.
 */
export const NPM_CACHE_OPTIONS: readonly string[] = [
  "--ignore-scripts",
  "--global=false",
  "--no-audit",
  "--no-fund",
  "--no-progress",
  "--no-update-notifier",
  "--loglevel=error",
  "--fetch-retries=1",
  "--fetch-retry-mintimeout=500",
];

/** The one thing that npm's many lines say of a failure; undefined when they are not npm's. */
export const npmErrorCode = (output: string): string | undefined => /npm (?:error|ERR!) code (\S+)/.exec(output)?.[1];
