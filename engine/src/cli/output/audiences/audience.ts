import type picocolors from "picocolors";
import type { Engine } from "../../../engine.ts";
import type { UserError } from "../../../kernel/errors.ts";
import type { JournalEntry } from "../../../kernel/journal.ts";
import type { Notice, Stack } from "../../../template/model.ts";

export type Served = Pick<
  Engine,
  "endpoint" | "webSockets" | "httpApis" | "functions" | "outputs" | "remoteAddress"
> & {
  readonly stack: Pick<Stack, "resources">;
  readonly inspectors?: Engine["inspectors"];
};

/** Whoever is told of a run: each has a form of its own for the same things. */
export interface Audience {
  /** Tells the remarks on a template that is about to run. */
  stack(stack: Stack): void;
  /** Tells of an entry of the journal, if it is for people. */
  entry(entry: JournalEntry): void;
  /** Tells that the engine is up, and where. */
  ready(engine: Served, page: boolean): void;
  /** Tells that the engine gives way to a new one, and what is lost by it: not what is kept in `dataDir`. */
  restart(dataDir: string | undefined): void;
  /** Tells that the engine is about to stop, because somebody has asked. */
  stop(): void;
  /** Tells one remark on a template, as `validate` does. */
  notice(notice: Notice): void;
  /** Tells a mistake that ends the command. */
  mistake(error: UserError): void;
}

/** Paints text, or leaves it as it is. */
export type Colors = ReturnType<typeof picocolors.createColors>;

export type Verbosity = "quiet" | "normal" | "verbose";

/** Takes text as far as somebody reads it. */
export type Write = (text: string) => void;

export interface AudienceOptions {
  readonly verbosity: Verbosity;
  /** Takes lines. */
  readonly write: Write;
}
