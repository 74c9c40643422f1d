import { readFileSync } from "node:fs";
import type { InitOptions, Provider } from "./options.ts";

/** Paths, with forward slashes, and texts. */
export type Files = Readonly<Record<string, string>>;

/** Parts that projects are put together of; scripts/packages/templates.mjs makes them. */
export type Parts = Readonly<Record<"app" | "http" | "withoutHttp" | "minimal", Files>>;

/** The parts that are packed beside the bundle. */
export const readParts = (): Parts => JSON.parse(readFileSync(new URL("./templates.json", import.meta.url), "utf8"));

type Choices = Pick<InitOptions, "minimal" | "http" | "name" | "provider">;

/** The files of a project. A later part's file takes the place of an earlier one's. */
export function filesOf(parts: Parts, { minimal, http, name, provider }: Choices): Files {
  const chosen = minimal ? [parts.minimal] : [parts.app, http ? parts.http : parts.withoutHttp];
  const tokens = provider ? settingsOf(provider) : "TestTools=true";
  const values = { name, tokens, prodTokens: provider ? `StageName=prod ${tokens}` : "StageName=prod" };
  const files = Object.entries(Object.assign({}, ...chosen) as Files);
  return Object.fromEntries(files.map(([path, text]) => [path, filled(text, values)]));
}

const settingsOf = ({ jwksUrl, issuer, audience }: Provider) =>
  `JwksUri=${jwksUrl} JwtIssuer=${issuer} JwtAudience=${audience}`;

const filled = (text: string, values: Readonly<Record<string, string>>) =>
  text.replace(/\{\{(name|tokens|prodTokens)\}\}/g, (_whole, name: string) => values[name] ?? "");
