import { describe, expect, it } from "vitest";
import { readFilesBelow, type SourceComment, type SourceFile, WORKSPACES } from "../source-files.ts";

const everywhere = readFilesBelow([...WORKSPACES, "e2e", "bench", "fuzz", "scripts", "test", "findings", "examples"]);

const commentsThat = (files: readonly SourceFile[], isWrong: (comment: SourceComment) => boolean) =>
  files.flatMap(({ path, comments }) =>
    comments.filter(isWrong).map(({ line, value }) => `${path}:${line}: ${textOf(value)}`),
  );

const textOf = (value: string) =>
  value
    .replace(/^\*|\n\s*\*/g, " ")
    .replace(/\s+/g, " ")
    .trim();

describe("doc comments", () => {
  const RELATIVE_CLAUSE = /^(What|Whether|Whose|That|Where|Why|How|Who|Whom|Which|When)\b/;

  it("name their subject: they begin with a verb or a noun, not with a relative clause", () => {
    const wrong = commentsThat(everywhere, ({ isDoc, value }) => isDoc && RELATIVE_CLAUSE.test(textOf(value)));
    expect(wrong, "Begin with a verb in the third person (“Returns …”) or with a noun (“Key of …”).").toEqual([]);
  });
});

describe("comments in sources", () => {
  /** Documents whose sections are cited. Facts about AWS have ids in docs/fidelity.md, and its test knows them. */
  const SECTION = /(?<!\b(?:RFC \d+|OpenID Connect Core) )§/;

  it("name the document whose section they cite", () => {
    const sources = everywhere.filter(({ path }) => path.split("/")[1] === "src");
    const wrong = commentsThat(sources, ({ value }) => SECTION.test(textOf(value)));
    expect(
      wrong,
      "Cite a fact of docs/fidelity.md by its id, [1.3/deny], or name the document: RFC 6455 §4.1.",
    ).toEqual([]);
  });
});
