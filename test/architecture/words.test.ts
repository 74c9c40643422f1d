import { basename, extname } from "node:path";
import { describe, expect, it } from "vitest";
import { type Exemptions, judge, NOTHING } from "../exemptions.ts";
import { files } from "../import-graph.ts";
import { nameOf, type SourceFile, walk } from "../source-files.ts";

interface Rule {
  /** Beginning of the paths of the rooms where the word had another meaning than AWS's, or none. */
  readonly room: string;
  /** Words of a name in lower case, with blanks between: `createAudience` is `create audience`. */
  readonly word: RegExp;
  /** AWS's or the RFCs' word. */
  readonly instead: string;
  readonly typesOnly?: true;
  /** `path: name` → the reason. */
  readonly exempt?: Exemptions;
}

const GATEWAY = "engine/src/services/api-gateway/";
const RULES: readonly Rule[] = [
  { room: "engine/src/", word: /\bresource kinds?\b/, instead: "resource type" },
  { room: "engine/src/services/registry.ts", word: /\bkinds?\b/, instead: "resource type" },
  { room: `${GATEWAY}resource-types/`, word: /\bkinds?\b/, instead: "resource type" },
  { room: `${GATEWAY}deployment-errors/`, word: /\bkinds?\b/, instead: "resource type" },
  { room: "engine/src/", word: /^client$/, instead: "connection context", typesOnly: true },
  { room: GATEWAY, word: /\brefusals?\b/, instead: "gateway response" },
  { room: GATEWAY, word: /\b(grants?|admissions?|verdicts?|checks)\b/, instead: "authorizer result, authorization" },
  {
    room: "app/src/",
    word: /\baudiences?\b/,
    instead: "subscribers",
    exempt: {
      "app/src/core/tokens/": "the claim `aud` of RFC 7519",
      "app/src/aws/lambda/verification.ts: ": "the claim `aud` of RFC 7519",
      "app/src/handlers/secrets/create-test-jwt.ts: ": "the claim `aud` of RFC 7519",
      "app/src/env.ts: jwtAudience": "the claim `aud` of RFC 7519",
    },
  },
  { room: "app/src/", word: /\brosters?\b/, instead: "presence" },
  { room: "app/src/", word: /\btraffic\b/, instead: "rate counters" },
  { room: "app/src/", word: /\b(bury|buried)\b/, instead: "dead-letter queue" },
  { room: "app/src/", word: /\bledgers?\b/, instead: "processed events" },
  { room: "app/src/", word: /\badmissions?\b/, instead: "senders, rate counters" },
  { room: "app/src/", word: /\bgrants?\b/, instead: "ticket" },
  { room: "", word: / (tools|surroundings|given|ports|deps)$/, instead: "…Dependencies", typesOnly: true },
  { room: "", word: / (opts|params)$/, instead: "…Options", typesOnly: true },
];

const TYPES = new Set(["TSInterfaceDeclaration", "TSTypeAliasDeclaration", "ClassDeclaration", "TSTypeParameter"]);

const wordsOf = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[-_.$]+/g, " ")
    .toLowerCase();

/** The names that a file has and declares, its own among them. */
function namesIn({ path, program }: SourceFile) {
  const types = new Set<string>();
  const names = new Set([basename(path, extname(path))]);
  walk(program, (node) => {
    const name = nameOf(node);
    if (name !== undefined) names.add(name);
    const declared = TYPES.has(node.type) ? nameOf(node.id ?? node.name) : undefined;
    if (declared !== undefined) types.add(declared);
  });
  return { path, types: [...types], names: [...names] };
}

describe("names", () => {
  const named = files.map(namesIn);

  it.each(RULES)(
    "are AWS's and the RFCs': $instead, not $word (in $room…)",
    ({ room, word, instead, typesOnly, exempt }) => {
      const found = named
        .filter(({ path }) => path.startsWith(room))
        .flatMap(({ path, types, names }) =>
          (typesOnly ? types : names).filter((name) => word.test(wordsOf(name))).map((name) => `${path}: ${name}`),
        );
      expect(judge(found, exempt), `Say ${instead}.`).toEqual(NOTHING);
    },
  );
});
