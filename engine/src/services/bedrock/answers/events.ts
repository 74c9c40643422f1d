import { type Random, stableId } from "../../../kernel/random.ts";
import { type Failure, failureOf, type Piece, piecesOf, textOf } from "./pieces.ts";
import type { Answer, Chunk } from "./schema.ts";

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
}

export interface ToolUse {
  readonly toolUseId: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An event of an answer, as `ConverseStream` names them. Unlike there, blocks of text begin with one, too. */
export type AnswerEvent =
  | { readonly type: "messageStart"; readonly payload: { readonly role: "assistant" } }
  | { readonly type: "contentBlockStart"; readonly payload: BlockStart }
  | { readonly type: "contentBlockDelta"; readonly payload: BlockDelta }
  | { readonly type: "contentBlockStop"; readonly payload: { readonly contentBlockIndex: number } }
  | { readonly type: "messageStop"; readonly payload: { readonly stopReason: string } }
  | { readonly type: "metadata"; readonly payload: { readonly usage: Usage } };

export type BlockStart = {
  readonly contentBlockIndex: number;
  readonly start: { readonly toolUse?: Pick<ToolUse, "toolUseId" | "name"> };
  readonly kind: BlockKind;
};

export type BlockDelta = {
  readonly contentBlockIndex: number;
  readonly delta: {
    readonly text?: string;
    readonly reasoningContent?: { readonly text: string };
    readonly toolUse?: { readonly input: string };
  };
};

export type BlockKind = "text" | "reasoning" | "toolUse";

/** A part of a stream, when it is due. A failure is the last. */
export type Timed = { readonly atMs: number } & ({ readonly event: AnswerEvent } | { readonly failure: Failure });

export interface Asked {
  readonly prompt: string;
  readonly random: Random;
}

/** A block of consecutive pieces of one kind; each use of a tool is one of its own. */
export interface Block {
  readonly kind: BlockKind;
  readonly pieces: readonly Piece[];
  readonly toolUse?: ToolUse;
}

function kindOf({ text, reasoning, toolUse }: Chunk): BlockKind | undefined {
  if (text !== undefined) return "text";
  if (reasoning !== undefined) return "reasoning";
  return toolUse && "toolUse";
}

export function blocksOf(pieces: readonly Piece[], random: Random): readonly Block[] {
  const blocks: { kind: BlockKind; pieces: Piece[]; toolUse?: ToolUse }[] = [];
  for (const piece of pieces) {
    const kind = kindOf(piece.chunk);
    if (!kind) continue;
    const last = blocks.at(-1);
    if (last?.kind === kind && kind !== "toolUse") last.pieces.push(piece);
    else blocks.push({ kind, pieces: [piece], ...toolUseOf(piece.chunk, random) });
  }
  return blocks;
}

function toolUseOf({ toolUse }: Chunk, random: Random): { readonly toolUse?: ToolUse } {
  if (!toolUse) return {};
  const toolUseId = toolUse.toolUseId ?? `tooluse_${stableId(random.bytes(16).toString("hex"), 22)}`;
  return { toolUse: { ...toolUse, toolUseId } };
}

/** The whole answer, as its operations give it. */
export interface Whole {
  readonly blocks: readonly Block[];
  readonly stopReason: string;
  readonly usage: Usage;
  readonly failure: (Failure & { readonly atMs: number }) | undefined;
  /** Milliseconds from the beginning to the end. */
  readonly endsAtMs: number;
  readonly text: string;
}

/** A token has about this many characters of English. */
const CHARACTERS_A_TOKEN = 4;

const tokensOf = (text: string) => Math.max(1, Math.ceil(text.length / CHARACTERS_A_TOKEN));

export function wholeOf(answer: Answer, { prompt, random }: Asked): Whole {
  const pieces = piecesOf(answer);
  const failing = pieces.find(({ chunk }) => failureOf(chunk));
  const failure = failing && failureOf(failing.chunk);
  const blocks = blocksOf(failing ? pieces.slice(0, pieces.indexOf(failing)) : pieces, random);
  const { inputTokens = tokensOf(prompt), outputTokens = tokensOf(textOf(pieces)) } = answer.usage;
  return {
    blocks,
    stopReason: answer.stopReason ?? (blocks.at(-1)?.kind === "toolUse" ? "tool_use" : "end_turn"),
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    failure: failing && failure && { ...failure, atMs: failing.atMs },
    endsAtMs: failing?.atMs ?? pieces.at(-1)?.atMs ?? 0,
    text: textOf(pieces),
  };
}

/** The events of a stream, in order. */
export function eventsOf(whole: Whole): readonly Timed[] {
  const { blocks, failure, endsAtMs } = whole;
  const startsAtMs = blocks[0]?.pieces[0]?.atMs ?? endsAtMs;
  const start: Timed = { atMs: startsAtMs, event: { type: "messageStart", payload: { role: "assistant" } } };
  const end: readonly Timed[] = failure ? [{ atMs: failure.atMs, failure }] : endOf(whole);
  return [start, ...blocks.flatMap((block, index) => blockEvents(block, index)), ...end];
}

const endOf = ({ stopReason, usage, endsAtMs: atMs }: Whole): readonly Timed[] => [
  { atMs, event: { type: "messageStop", payload: { stopReason } } },
  { atMs, event: { type: "metadata", payload: { usage } } },
];

function blockEvents({ kind, pieces, toolUse }: Block, contentBlockIndex: number): readonly Timed[] {
  const startsAtMs = pieces[0]?.atMs ?? 0;
  const endsAtMs = pieces.at(-1)?.atMs ?? 0;
  const start = toolUse ? { toolUse: { toolUseId: toolUse.toolUseId, name: toolUse.name } } : {};
  return [
    { atMs: startsAtMs, event: { type: "contentBlockStart", payload: { contentBlockIndex, start, kind } } },
    ...pieces.map(
      ({ chunk, atMs }): Timed => ({
        atMs,
        event: { type: "contentBlockDelta", payload: { contentBlockIndex, delta: deltaOf(chunk) } },
      }),
    ),
    { atMs: endsAtMs, event: { type: "contentBlockStop", payload: { contentBlockIndex } } },
  ];
}

function deltaOf({ text, reasoning, toolUse }: Chunk): BlockDelta["delta"] {
  if (toolUse) return { toolUse: { input: JSON.stringify(toolUse.input) } };
  return reasoning === undefined ? { text: text ?? "" } : { reasoningContent: { text: reasoning } };
}
