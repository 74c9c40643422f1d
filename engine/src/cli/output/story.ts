import { formatLocation, messageOf } from "../../kernel/errors.ts";
import type { JournalEntry } from "../../kernel/journal.ts";
import type { Stack } from "../../template/model.ts";
import { debuggingLines } from "./lines/debugging.ts";
import { engineLines } from "./lines/engine.ts";
import { faultLines } from "./lines/faults.ts";
import { functionLines, isRefusal } from "./lines/functions.ts";
import { gatewayLines } from "./lines/gateway.ts";
import {
  type Data,
  detail,
  error,
  type Formats,
  faint,
  good,
  joined,
  type Line,
  type Teller,
  text,
  warning,
} from "./lines/line.ts";
import { serviceLines } from "./lines/services.ts";
import { createNames, type Names } from "./names.ts";

const FORMATS: Formats = {
  ...faultLines,
  ...functionLines,
  ...gatewayLines,
  ...serviceLines,
  ...debuggingLines,
  ...engineLines,
};

/** Remarks that are remembered, so that each is told once. */
const MOST_REMEMBERED = 1_000;

/** A function that cannot start, or has failed, as its user was told. */
interface Trouble {
  readonly kind: "build" | "start" | "call";
  readonly text: string;
  /** It has new code since. */
  readonly isRebuilt: boolean;
}

/** Remarks that hold until the end: what comes again says nothing new. */
const TOLD_ONCE: ReadonlySet<string> = new Set(["iam/denied"]);

const UNKNOWN: Names = { of: text, within: (said) => said, asTemplate: (arn) => arn };

export interface StoryOptions {
  /** False: entries of which people are not told have no line. */
  readonly tellsAll: boolean;
}

/**
 * The journal as lines for people. It knows what was told before: who is behind a connection, and which function has an
 * error that may be gone.
 */
export class Story {
  readonly #options: StoryOptions;
  #names: Names = UNKNOWN;
  #stack: Stack | undefined;
  readonly #users = new Map<string, string>();
  readonly #troubles = new Map<string, Trouble>();
  readonly #told = new Set<string>();

  readonly #teller: Teller;

  constructor(options: StoryOptions) {
    this.#options = options;
    this.#teller = this.#createTeller();
  }

  #createTeller(): Teller {
    return {
      tellsAll: this.#options.tellsAll,
      names: {
        of: (reference) => this.#names.of(reference),
        within: (said) => this.#names.within(said),
        asTemplate: (arn) => this.#names.asTemplate(arn),
      },
      who: (connectionId) => this.#users.get(text(connectionId)) ?? text(connectionId),
      placeOf: (logicalId, ...path) =>
        this.#stack?.resources.has(logicalId) ? formatLocation(this.#stack.locate(logicalId, path)) : undefined,
      functionsOf: (roleArn) =>
        [...(this.#stack?.resources.values() ?? [])]
          .filter(({ type, properties }) => type === "AWS::Lambda::Function" && properties.Role === roleArn)
          .map(({ logicalId }) => logicalId),
    };
  }

  /** Begins with the names of another template. */
  begin(stack: Stack): void {
    this.#stack = stack;
    this.#names = createNames(stack);
    this.#users.clear();
    this.#troubles.clear();
  }

  /** The number of functions that cannot start. */
  get faults(): number {
    return [...this.#troubles.values()].filter(({ kind }) => kind !== "call").length;
  }

  /** The lines for an entry: none, one, or one more when an error is gone. Never throws: what happens goes on. */
  tell(entry: JournalEntry): readonly Line[] {
    try {
      return this.#tell(entry);
    } catch (thrown) {
      return [error(`${entry.service}/${entry.type} cannot be told: ${messageOf(thrown)}`)];
    }
  }

  #tell(entry: JournalEntry): readonly Line[] {
    const { service, type, data } = entry;
    const key = `${service}/${type}`;
    if (key === "execute-api/connect" && typeof data.principalId === "string")
      this.#users.set(text(data.connectionId), data.principalId);
    const line = this.#lineOf(key, entry);
    if (key === "execute-api/disconnect") this.#users.delete(text(data.connectionId));
    const lines = line ? [this.#isNew(key, line) ? line : detail(line)] : [];
    return service === "lambda" ? this.#follow(type, data, lines) : lines;
  }

  #lineOf(key: string, { service, type, data }: JournalEntry): Line | undefined {
    if (type === "defect") return error(`${service}: ${text(data.stack ?? data.message)}`);
    const format = FORMATS[key];
    if (format) return format(data, this.#teller);
    if (type === "refuse")
      return warning(
        joined(`refused ${text(data.status)}:`, [data.operation, data.reason].filter(Boolean).map(text).join(": ")),
      );
    // Nobody reads them otherwise, and they are many.
    return this.#options.tellsAll ? detail(faint(key, this.#names.within(pairsOf(data)))) : undefined;
  }

  #isNew(key: string, { text: said }: Line): boolean {
    if (!TOLD_ONCE.has(key)) return true;
    if (this.#told.has(said)) return false;
    if (this.#told.size >= MOST_REMEMBERED) this.#told.clear();
    this.#told.add(said);
    return true;
  }

  /** Keeps track of the functions' errors: one is told once, and when it is gone. */
  #follow(type: string, data: Data, lines: readonly Line[]): readonly Line[] {
    const id = text(data.logicalId);
    const known = this.#troubles.get(id);
    const [line] = lines;
    const kind = line && troubleOf(type, data);
    if (kind) {
      const isTold = known !== undefined && known.kind !== "call" && (kind === "call" || known.text === line.text);
      if (!isTold) this.#troubles.set(id, { kind, text: line.text, isRebuilt: false });
      return [isTold ? detail(line) : line];
    }
    if (known && type === "build" && data.status === "built") this.#troubles.set(id, { ...known, isRebuilt: true });
    if (!known || !isOver(known, type, data)) return lines;
    this.#troubles.delete(id);
    return [...lines, good("error gone", id, GONE[known.kind])];
  }
}

const GONE: Readonly<Record<Trouble["kind"], string>> = {
  build: "is built again",
  start: "starts again",
  call: "answers again",
};

function troubleOf(type: string, data: Data): Trouble["kind"] | undefined {
  if (type === "build-error") return "build";
  if (type === "mistake" || (type === "init" && data.error)) return "start";
  return type === "report" && data.error && !isRefusal(data) ? "call" : undefined;
}

/** Tells whether an entry shows that a trouble is over. */
function isOver({ kind, isRebuilt }: Trouble, type: string, data: Data): boolean {
  if (kind === "build") return type === "build" && data.status === "built";
  if (kind === "start") return type === "init" && !data.error;
  return type === "report" && isRebuilt && !data.error;
}

const LONGEST_DETAIL = 300;

function pairsOf(data: Data): string {
  const pairs = Object.entries(data).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const all = pairs.join(" ");
  return all.length > LONGEST_DETAIL ? `${all.slice(0, LONGEST_DETAIL)}…` : all;
}
