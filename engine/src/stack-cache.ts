import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { isAsSeen, type Look, noteLooks } from "./kernel/machine/looks.ts";
import { prepareOutputFolder, writeOutput } from "./kernel/machine/output.ts";
import { TemplateMistake } from "./template/mistake.ts";
import type { Stack, StackResource } from "./template/model.ts";

/** A stack as it lies on the disk: its data, and what it was made from. */
interface Kept {
  readonly looks: readonly Look[];
  readonly stack: Omit<Stack, "resources" | "locate"> & { readonly resources: ReadonlyMap<string, KeptResource> };
}

interface KeptResource extends Omit<StackResource, "attribute"> {
  readonly attributes: Readonly<Record<string, KeptAttribute>>;
}

/** The value of an attribute, or the mistake of who asks for it. */
type KeptAttribute =
  | { readonly value: unknown }
  | { readonly mistake: Pick<TemplateMistake, "code" | "message" | "location"> };

/** Attributes that services ask for at each start. All others make that the template is read after all. */
const KEPT_ATTRIBUTES = ["Arn", "RootResourceId", "FunctionUrl"];

/** Stacks of one project with different parameters that are kept: the newest. */
const KEPT_STACKS = 20;

export interface StackCacheOptions {
  /** The folder for what is made of the project. */
  readonly cacheDir: string;
  /** All that the stack depends on besides files: plain data. */
  readonly key: unknown;
  /** Reads the template. */
  readonly read: () => Stack;
}

/**
 * The stack that `read` gives, from the disk where it was read before and everything looks as it did then: any number of
 * processes read and write at once, and whatever is damaged is read again. `isPublic` says of a stack that it may lie there.
 */
export async function cachedStack(
  { cacheDir, key, read }: StackCacheOptions,
  isPublic: (stack: Stack) => boolean,
): Promise<Stack> {
  const file = join(cacheDir, "stacks", createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 16));
  const kept = await readKept(file);
  if (kept?.looks.every(isAsSeen)) return revive(kept.stack, read);
  const { value: stack, looks } = noteLooks(read);
  const data = isPublic(stack) ? toData(stack) : undefined;
  if (data) await write(file, cacheDir, { looks, stack: data }).catch(() => {});
  return stack;
}

async function readKept(file: string): Promise<Kept | undefined> {
  try {
    return deserialize(await readFile(file));
  } catch {
    return undefined;
  }
}

async function write(file: string, cacheDir: string, kept: Kept): Promise<void> {
  await prepareOutputFolder(cacheDir);
  await writeOutput(file, serialize(kept));
  await removeOldest(join(cacheDir, "stacks"));
}

/** Whatever a process that was killed has left goes, too. */
async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= KEPT_STACKS) return;
  const entries = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  );
  const oldest = entries.sort((one, other) => other.at - one.at).slice(KEPT_STACKS);
  await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { recursive: true, force: true })));
}

/** The data of a stack; undefined when something of it is none. */
function toData({ locate: _, ...stack }: Stack): Kept["stack"] | undefined {
  const resources = new Map([...stack.resources].map(([id, resource]) => [id, resourceData(resource)]));
  const data = { ...stack, resources };
  return isData(data) ? data : undefined;
}

function resourceData({ attribute, ...resource }: StackResource): KeptResource {
  const attributes = KEPT_ATTRIBUTES.flatMap((name) => {
    const data = attributeData(attribute, name);
    return data ? [[name, data] as const] : [];
  });
  return { ...resource, attributes: Object.fromEntries(attributes) };
}

/** An attribute's data; undefined for a failure that is none of the template. */
function attributeData(attribute: StackResource["attribute"], name: string): KeptAttribute | undefined {
  try {
    return { value: attribute(name) };
  } catch (error) {
    if (!(error instanceof TemplateMistake)) return undefined;
    const { code, message, location } = error;
    return { mistake: { code, message, location } };
  }
}

/** Tells whether a value comes back as it is: an object of a class would come back without its class. */
function isData(value: unknown): boolean {
  if (typeof value === "function" || typeof value === "symbol") return false;
  if (typeof value !== "object" || value === null) return true;
  if (value instanceof Map) return [...value].every(([key, one]) => isData(key) && isData(one));
  if (value instanceof Set) return [...value].every(isData);
  const prototype = Object.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  return isPlain && Object.values(value).every(isData);
}

/** A stack of its data. What the data does not tell, such as the place of a mistake, the template does. */
function revive({ resources, ...rest }: Kept["stack"], read: () => Stack): Stack {
  const revived = [...resources].map(([id, { attributes, ...resource }]): [string, StackResource] => [
    id,
    {
      ...resource,
      attribute(name) {
        const kept = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
        if (kept) return attributeOf(kept);
        const original = read().resources.get(id);
        if (!original) throw new Error(`${id} is no longer in the template.`);
        return original.attribute(name);
      },
    },
  ]);
  return { ...rest, resources: new Map(revived), locate: (...place) => read().locate(...place) };
}

function attributeOf(kept: KeptAttribute): unknown {
  if ("value" in kept) return kept.value;
  const { code, message, location } = kept.mistake;
  throw new TemplateMistake(code, message, location);
}
