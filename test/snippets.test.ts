import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadAnswers } from "../engine/src/services/bedrock/answers/load.ts";
import { blocksOf } from "../site/markdown.ts";
import { judge, NOTHING } from "./exemptions.ts";
import { markdownFiles, root } from "./source-files.ts";

/** Pages whose TypeScript is compiled elsewhere. */
const ELSEWHERE = {
  "docs/actions.md": "its files are put into a project by e2e/operation/new-action.test.ts, and compiled there",
};

/** Packages of others that snippets show, and that nothing here needs. */
const OTHERS = `declare module "@opentelemetry/api" {
  export const trace: { getActiveSpan(): { spanContext(): { traceId: string; spanId: string; traceFlags: number } } | undefined };
}
`;

/** A line of a comment \`<!-- snippet: … -->\` above a block has what it takes for granted; \`…\` in it stands for the block. */
const MARK = /^snippet: /;

const languages: ReadonlySet<string> = new Set(["ts", "tsx"]);

const blocks = markdownFiles().flatMap((page) =>
  blocksOf(readFileSync(join(root, page), "utf8")).map((block) => ({ ...block, page })),
);

const snippets = blocks
  .filter(({ language }) => languages.has(language))
  .map(({ page, language, code, line, comment = "" }) => ({
    page,
    file: `${page.replace(/\W/g, "-")}-${line}.${language}`,
    text: MARK.test(comment) ? filled(comment.replace(MARK, ""), code) : code,
  }));

function filled(around: string, code: string): string {
  return around.includes("…") ? around.replace("…", () => code) : `${around}\n${code}`;
}

/** Compiler options of the repository, for a folder that is two levels deep in it. */
function options() {
  const { paths } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8")).compilerOptions;
  const deeper = Object.entries<readonly string[]>(paths).map(([name, files]) => [
    name,
    files.map((file) => `../.${file}`),
  ]);
  return {
    // A snippet names what it does not use.
    noUnusedLocals: false,
    noUnusedParameters: false,
    jsxImportSource: "react",
    paths: Object.fromEntries(deeper),
  };
}

describe("snippets of TypeScript in documents", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(root, "node_modules/.snippets-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are found", () => {
    expect(snippets.length).toBeGreaterThan(40);
    expect(
      judge(
        snippets.map(({ page }) => page),
        ELSEWHERE,
      ).outdated,
    ).toEqual(NOTHING.outdated);
  });

  it("compile", { timeout: 180_000 }, () => {
    const tried = snippets.filter(({ page }) => !Object.hasOwn(ELSEWHERE, page));
    for (const { file, text } of tried) writeFileSync(join(folder, file), `${text}\nexport {};\n`);
    writeFileSync(join(folder, "others.d.ts"), OTHERS);
    const config = { extends: "../../tsconfig.json", compilerOptions: options(), include: ["*"], exclude: [] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    expect(errorsOf(join(folder, "tsconfig.json"))).toBe("");
  });
});

function errorsOf(config: string): string {
  try {
    return execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", config], {
      encoding: "utf8",
    });
  } catch (error) {
    return String((error as { readonly stdout?: string }).stdout ?? error);
  }
}

describe("other blocks of code in documents", () => {
  const of = (language: string) => blocks.filter((block) => block.language === language);
  const isJson = (text: string) => {
    try {
      return typeof JSON.parse(text) === "object";
    } catch {
      return false;
    }
  };

  it("are JSON, whole or line by line, where they say so", () => {
    const json = of("json");
    expect(json.length).toBeGreaterThan(60);
    const wrong = json.filter(
      ({ code }) => !code.includes("…") && !isJson(code) && !code.trim().split("\n").every(isJson),
    );
    expect(wrong.map(({ page, line }) => `${page}:${line}`)).toEqual([]);
  });

  it("set only parameters that the template has", () => {
    const [, section = ""] =
      /^Parameters:\n((?: .*\n|\n)+)/m.exec(readFileSync(join(root, "app/template.yaml"), "utf8")) ?? [];
    const known = new Set([...section.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name));
    const set = of("toml").flatMap(({ code }) => [...code.matchAll(/["\s](\w+)=/g)].map(([, name]) => name));
    expect(set.length).toBeGreaterThan(5);
    expect(set.filter((name) => !known.has(name))).toEqual([]);
  });

  it("are answers that a model's mock takes", () => {
    const answers = of("yaml").filter(({ code }) => /^(- |answers:)/.test(code));
    expect(answers.length).toBeGreaterThan(2);
    const folder = mkdtempSync(join(tmpdir(), "portcullis-answers-"));
    for (const [index, { code }] of answers.entries()) {
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, code);
      expect(loadAnswers(file)).not.toHaveLength(0);
    }
    rmSync(folder, { recursive: true });
  });
});
