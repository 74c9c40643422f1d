import { z } from "zod";
import type { Random } from "../../../kernel/random.ts";
import { invalidParameter } from "./errors.ts";

const flag = z.union([z.boolean(), z.stringbool()]).default(false);

/** Rules of `GetRandomPassword` and `GenerateSecretString` for a password. */
export const passwordRules = z.object({
  /** The API's limits: 1 to 4,096 characters. */
  PasswordLength: z.coerce.number().int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().max(4096).default(""),
  ExcludeLowercase: flag,
  ExcludeUppercase: flag,
  ExcludeNumbers: flag,
  ExcludePunctuation: flag,
  IncludeSpace: flag,
  RequireEachIncludedType: z.union([z.boolean(), z.stringbool()]).default(true),
});

export type PasswordRules = z.output<typeof passwordRules>;

const LOWERCASE = "abcdefghijklmnopqrstuvwxyz";
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/** Throws `InvalidParameterException` for rules that no password fulfils. */
export function randomPassword(rules: PasswordRules, random: Random): string {
  const types = characterTypes(rules);
  const alphabet = types.join("");
  if (alphabet === "") throw invalidParameter("The password would have no characters: all of them are excluded.");
  const required = rules.RequireEachIncludedType ? types : [];
  if (rules.PasswordLength < required.length)
    throw invalidParameter("Password length too short based on the required types.");
  const characters = required.map((type) => pick(type, random));
  while (characters.length < rules.PasswordLength) characters.push(pick(alphabet, random));
  return shuffled(characters, random).join("");
}

/** The included characters of each type; a type of which all are excluded is none. */
function characterTypes(rules: PasswordRules): string[] {
  const types = [
    rules.ExcludeLowercase ? "" : LOWERCASE,
    rules.ExcludeUppercase ? "" : LOWERCASE.toUpperCase(),
    rules.ExcludeNumbers ? "" : "0123456789",
    rules.ExcludePunctuation ? "" : PUNCTUATION,
    rules.IncludeSpace ? " " : "",
  ];
  return types
    .map((type) => [...type].filter((character) => !rules.ExcludeCharacters.includes(character)).join(""))
    .filter((type) => type !== "");
}

const pick = (alphabet: string, random: Random) => alphabet[below(alphabet.length, random)] ?? "";

/** A whole number below `limit` (at most 4,096), each as likely as any other. */
function below(limit: number, random: Random): number {
  const fair = 0x10000 - (0x10000 % limit);
  for (;;) {
    const number = random.bytes(2).readUInt16BE();
    if (number < fair) return number % limit;
  }
}

/** Fisher and Yates; the required characters would otherwise always come first. */
function shuffled(characters: string[], random: Random): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = below(last + 1, random);
    [characters[last], characters[other]] = [characters[other] ?? "", characters[last] ?? ""];
  }
  return characters;
}
