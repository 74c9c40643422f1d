import type { Fact } from "../facts/fact.ts";
import type { DeclaredTest } from "./titles.ts";

const OWN_FOLDER = "conformance/";
const GATEWAY_FOLDER = "services/api-gateway/websocket/";
const TAG = /\[(\d+(?:\.\d+)?\/[a-z0-9-]+)\]/g;

/** The ids of the facts that a test of this suite says it proves. */
export const tagsOf = ({ file, title }: DeclaredTest): readonly string[] =>
  file.startsWith(OWN_FOLDER) ? [...title.matchAll(TAG)].map(([, id = ""]) => id) : [];

/** A test's title for readers. */
export const plainTitle = ({ title }: DeclaredTest): string => title.replace(TAG, "").trim();

/** The tests that prove a fact, and the names of tests that it gives and nobody declares. */
export function proofsOf(fact: Fact, tests: readonly DeclaredTest[]) {
  const missing: string[] = [];
  const named = (fact.tests ?? []).flatMap((name) => {
    const found = tests.find((test) => isNamed(test, name));
    if (!found) missing.push(name);
    return found ?? [];
  });
  return { tests: [...tests.filter((test) => tagsOf(test).includes(fact.id)), ...named], missing };
}

function isNamed({ file, title }: DeclaredTest, name: string): boolean {
  const at = name.indexOf(": ");
  const path = name.slice(0, at);
  const wanted = path.startsWith("/") ? path.slice(1) : GATEWAY_FOLDER + path;
  return file === wanted && title === name.slice(at + 2);
}
