// Condenses AWS's own models of the operations that run here. By hand, when models have moved on:
//   pip download --no-deps botocore && unzip botocore-*.whl && npx tsx scripts/models.ts FOLDER
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { MODELLED, type Modelled } from "../engine/test/negatives/operations.ts";

/** The parts of a `service-2.json` that are read. */
interface Source {
  readonly metadata: { readonly apiVersion: string };
  readonly operations: Readonly<Record<string, SourceOperation>>;
  readonly shapes: Readonly<Record<string, SourceShape>>;
}

interface SourceOperation {
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input?: { readonly shape: string };
  readonly errors?: readonly { readonly shape: string }[];
}

interface SourceMember {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
}

interface SourceShape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, SourceMember>>;
  readonly member?: SourceMember;
  readonly key?: SourceMember;
  readonly value?: SourceMember;
  readonly payload?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
  readonly union?: boolean;
  readonly document?: boolean;
  /** Of an error: the code that callers see, where it is not the shape's name. */
  readonly error?: { readonly code?: string };
}

type Shapes = Source["shapes"];

const [folder = ""] = process.argv.slice(2);
const root = new URL("../", import.meta.url);
const library = (await readdir(folder)).find((name) => /^botocore-.*\.dist-info$/.test(name)) ?? "botocore";

async function condense(service: string, { models, operations, isChecked = true }: Modelled): Promise<void> {
  const sources = await Promise.all(models.map(read));
  const condensed = operations.map((name) => operationOf(sources, name));
  const shapes = Object.assign({}, ...condensed.map(({ shapes }) => shapes));
  const origin = `${library.replace(".dist-info", "")}: ${models.join(", ")}`;
  const inputs = Object.fromEntries(condensed.map(({ name, input }) => [name, input]));
  const model = { origin, inputs, shapes };
  const calls = Object.fromEntries(condensed.map(({ name, call }) => [name, call]));
  // The engine carries what it reads.
  if (isChecked) await write(`engine/src/wire/models/data/${service}.json`, model);
  await write(`engine/test/negatives/data/${service}.json`, isChecked ? { origin, calls } : { ...model, calls });
}

const write = (path: string, file: Readonly<Record<string, unknown>>) => writeFile(new URL(path, root), linesOf(file));

/** `lambda/2015-03-31`. */
async function read(model: string): Promise<Source> {
  const text = gunzipSync(await readFile(join(folder, "botocore/data", model, "service-2.json.gz"))).toString();
  return JSON.parse(text);
}

function operationOf(sources: readonly Source[], name: string) {
  const source = sources.find(({ operations }) => Object.hasOwn(operations, name));
  const operation = source?.operations[name];
  if (!source || !operation) throw new Error(`No model has ${name}.`);
  const shapes: Record<string, object> = {};
  const input = operation.input?.shape ?? "";
  if (input !== "") collect(source.shapes, input, shapes);
  const { method, requestUri } = operation.http;
  const errors = (operation.errors ?? []).map(({ shape }) => source.shapes[shape]?.error?.code ?? shape);
  return { name, input, shapes, call: { method, path: requestUri, errors } };
}

/** A scalar without constraints needs no shape: it is called by its type. */
function collect(shapes: Shapes, name: string, into: Record<string, object>): string {
  const shape = shapes[name];
  if (!shape) throw new Error(`No shape ${name}.`);
  if (Object.hasOwn(into, name)) return name;
  const { type, min, max, pattern, enum: values, sensitive, union, document } = shape;
  const limits = { min, max, pattern, enum: values, sensitive, union };
  const isPlain = Object.values(limits).every((limit) => limit === undefined);
  if (document) return "document";
  if (isPlain && !["structure", "list", "map"].includes(type)) return type;
  into[name] = {};
  into[name] = { type, ...partsOf(shape, shapes, into), ...limits };
  return name;
}

function partsOf(
  { members, member, key, value, required, payload }: SourceShape,
  shapes: Shapes,
  into: Record<string, object>,
) {
  const shapeOf = (part: SourceMember | undefined) => part && collect(shapes, part.shape, into);
  const entries = Object.entries(members ?? {});
  const places = entries.flatMap(([name, { location, locationName = name }]) =>
    location === undefined ? [] : [[name, `${location}:${locationName}`] as const],
  );
  return {
    ...(members && { members: Object.fromEntries(entries.map(([name, part]) => [name, shapeOf(part)])) }),
    ...(required && required.length > 0 && { required }),
    ...(places.length > 0 && { places: Object.fromEntries(places) }),
    payload,
    member: shapeOf(member),
    key: shapeOf(key),
    value: shapeOf(value),
  };
}

/** JSON with a line for each shape or operation. */
function linesOf(file: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(file).map(([name, part]) => {
    if (typeof part !== "object" || part === null) return `${JSON.stringify(name)}: ${JSON.stringify(part)}`;
    const lines = Object.entries(part).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    return `${JSON.stringify(name)}: {\n${lines.join(",\n")}\n}`;
  });
  return `{\n${parts.join(",\n")}\n}\n`;
}

for (const [service, modelled] of Object.entries(MODELLED)) await condense(service, modelled);
