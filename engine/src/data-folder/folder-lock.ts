import { randomUUID } from "node:crypto";
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../kernel/errors.ts";
import { ifExists } from "../kernel/if-exists.ts";
import { identityOf, isRunning, type ProcessIdentity } from "../kernel/process-identity.ts";

/** The content of a lock file: its owner, or that there is none any more. */
type LockText = Owned | { readonly released: true };

interface Owned {
  readonly owner: ProcessIdentity;
  readonly since: string;
  /** Tells two engines of one process apart. */
  readonly id: string;
}

interface Lock {
  readonly number: number;
  readonly file: string;
}

const NAME = /^portcullis\.lock\.(\d+)$/;

const lockAt = (directory: string, number: number): Lock => ({
  number,
  file: join(directory, `portcullis.lock.${number}`),
});

/**
 * Makes this process the owner of a folder until disposed. Throws a `UserError` that names the owner if there is one.
 *
 * The lock file with the highest number counts. Whoever finds that its owner is gone makes the next number, which only
 * one can, and removes the lower ones. Numbers never go down: a process that was slow, and made a number that others
 * are beyond, sees that and starts over.
 */
export function lockFolder(directory: string): Disposable {
  for (;;) {
    const highest = highestLock(directory);
    if (highest && !mayTakeOver(directory, highest)) continue;
    const own = lockAt(directory, (highest?.number ?? 0) + 1);
    const text = ownText();
    if (!create(own, text)) continue;
    if (highestLock(directory)?.number !== own.number) {
      rmSync(own.file, { force: true });
      continue;
    }
    removeOthers(directory, own);
    return { [Symbol.dispose]: () => release(own, text) };
  }
}

function ownText(): string {
  const own: Owned = { owner: identityOf(process.pid), since: new Date().toISOString(), id: randomUUID() };
  return JSON.stringify(own);
}

function highestLock(directory: string): Lock | undefined {
  const numbers = readdirSync(directory).flatMap((name) => NAME.exec(name)?.[1] ?? []);
  return numbers.length > 0 ? lockAt(directory, Math.max(...numbers.map(Number))) : undefined;
}

/** False when it is gone by now. Throws when it has an owner. */
function mayTakeOver(directory: string, lock: Lock): boolean {
  const text = ifExists(() => readFileSync(lock.file, "utf8"));
  if (text === undefined) return false;
  const content = parse(text, directory, lock);
  if ("released" in content) return true;
  const running = isRunning(content.owner);
  if (running !== false) throw owned(directory, lock, content, running === undefined);
  return true;
}

function owned(directory: string, { file }: Lock, { owner, since }: Owned, elsewhere: boolean): UserError {
  const message = `Another engine uses ${directory}: process ${owner.pid} on ${owner.host}, since ${since}.`;
  if (elsewhere)
    return new UserError(message, { hint: `It cannot be seen from here. If it is gone for certain, delete ${file}.` });
  // Where nothing tells when a process started, another one may have its number.
  const orDelete = owner.started === undefined ? ` If process ${owner.pid} is no engine, delete ${file}.` : "";
  return new UserError(message, { hint: `Stop it first, or give this engine a folder of its own.${orDelete}` });
}

function parse(text: string, directory: string, { file }: Lock): LockText {
  try {
    const content = JSON.parse(text) as LockText;
    if ("released" in content || typeof content.owner.pid === "number") return content;
  } catch {
    // Said below.
  }
  throw new UserError(`Who owns ${directory} cannot be read from ${file}.`, {
    hint: "If no engine uses the folder, delete that file.",
  });
}

/** The answers of file systems without links. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];

/** False when somebody else was quicker. The name appears with all that the file holds. */
function create({ file }: Lock, text: string): boolean {
  const unnamed = write(file, text);
  try {
    linkSync(unnamed, file);
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    // Without a source the owner has tidied it up meanwhile.
    if (code === "EEXIST" || code === "ENOENT") return false;
    if (NO_LINKS.includes(code)) return createAtOnce(file, text);
    throw error;
  } finally {
    rmSync(unnamed, { force: true });
  }
}

/** Creates a file without a link. Whoever reads it before its text is there cannot tell the owner, and gives up. */
function createAtOnce(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Gives the lock up, unless the file was deleted by hand, and may be another engine's by now. */
function release({ file }: Lock, text: string): void {
  if (ifExists(() => readFileSync(file, "utf8")) !== text) return;
  try {
    renameSync(write(file, JSON.stringify({ released: true } satisfies LockText)), file);
  } catch {
    // A full disk: the lock then ends with the process.
  }
}

function write(file: string, text: string): string {
  const unnamed = `${file}.${randomUUID()}`;
  writeFileSync(unnamed, text, { mode: 0o600 });
  return unnamed;
}

/** Lower numbers, and what those left who were killed while they tried. */
function removeOthers(directory: string, own: Lock): void {
  for (const name of readdirSync(directory)) {
    const [, number] = /^portcullis\.lock\.(\d+)/.exec(name) ?? [];
    if (number !== undefined && Number(number) <= own.number && join(directory, name) !== own.file)
      rmSync(join(directory, name), { force: true });
  }
}
