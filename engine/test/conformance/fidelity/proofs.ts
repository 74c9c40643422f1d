import type { KnownFact } from "../facts.ts";
import type { DeclaredTest } from "./titles.ts";

/** Folders whose titles say by ids which facts they prove. */
const OWN_FOLDERS = ["conformance/src/chapters/", "engine/test/conformance/"];
const TEST_FOLDER = "engine/test";
const GATEWAY_FOLDER = `${TEST_FOLDER}/services/api-gateway/websocket/`;
const TAG = /\[(\d+(?:\.\d+)?\/[a-z0-9-]+)\]/g;

/** The ids of the facts that a test of this suite says it proves. */
export const tagsOf = ({ file, title }: DeclaredTest): readonly string[] =>
  OWN_FOLDERS.some((folder) => file.startsWith(folder)) ? [...title.matchAll(TAG)].map(([, id = ""]) => id) : [];

/** A test's title for readers. */
export const plainTitle = ({ title }: DeclaredTest): string => title.replace(TAG, "").trim();

/** The tests that prove a fact, and the names of tests that it gives and nobody declares. */
export function proofsOf(fact: KnownFact, tests: readonly DeclaredTest[]) {
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
  const wanted = path.startsWith("/") ? TEST_FOLDER + path : GATEWAY_FOLDER + path;
  return file === wanted && title === name.slice(at + 2);
}
