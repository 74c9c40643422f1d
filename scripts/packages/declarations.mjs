// Writes the declarations of one package into its `dist`: `node scripts/packages/declarations.mjs FOLDER`. They hold all
// that they need, so that nobody has to have zod or the sources. npm runs it before it packs.
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "@typescript/typescript6";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { inputsOf, packageIn, root } from "./table.mjs";

const CONTRACT = "@portcullis/contract";

/** Options under which declarations can be made of the sources. */
const COMPILER_OPTIONS = {
  noEmit: false,
  declaration: true,
  emitDeclarationOnly: true,
  checkJs: false,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
};

/** Extensions of a kind of module: of its declarations, and of what these name. */
const KINDS = [
  { declaration: ".d.ts", module: ".js" },
  { declaration: ".d.cts", module: ".cjs" },
];

/**
 * @param {import("./table.mjs").Package} of
 * @param {string} temporary A folder.
 */
async function writeDeclarations(of, temporary) {
  const bundle = await rollup({
    input: inputsOf(of, of.entries),
    external: (id) => id.startsWith("node:"),
    plugins: [
      { name: "contract", resolveId: (id) => (id === CONTRACT ? writeContract(temporary) : null) },
      dts({ tsconfig: join(root, "tsconfig.json"), compilerOptions: COMPILER_OPTIONS }),
    ],
  });
  const { output } = await bundle.generate({
    format: "es",
    chunkFileNames: "[name].d.ts",
    entryFileNames: "[name].d.ts",
  });
  await bundle.close();
  for (const file of output) if (file.type === "chunk") await writeChunk(join(root, of.folder, "dist"), file);
}

/**
 * @param {string} dist
 * @param {import("rollup").OutputChunk} chunk
 */
async function writeChunk(dist, { fileName, code }) {
  // Who names no libraries has those of a target that may be older.
  const library = /\b(Async)?Disposable\b/.test(code) ? '/// <reference lib="esnext.disposable" />\n' : "";
  for (const { declaration, module } of KINDS) {
    const text = code.replaceAll(/((?:from|import) '\.[^']*?)(\.d\.ts|\.js)?'/g, `$1${module}'`);
    await replaceFile(join(dist, fileName.replace(/\.d\.ts$/, declaration)), library + text);
  }
}

/**
 * Writes a file so that nobody ever reads half of it.
 * @param {string} file
 * @param {string} text
 */
async function replaceFile(file, text) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, text);
  await rename(`${file}.${process.pid}`, file);
}

/**
 * Writes the contract's types as plain ones into a folder: in the sources they are inferred from schemas.
 * @param {string} folder
 */
async function writeContract(folder) {
  const source = join(root, "contract/src/index.ts");
  const program = ts.createProgram([source], {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  });
  const file = join(folder, "contract.d.ts");
  await writeFile(file, plainTypes(program.getTypeChecker(), program.getSourceFile(source)).join("\n"));
  return file;
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.SourceFile | undefined} source
 */
function plainTypes(checker, source) {
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error("The contract exports nothing.");
  const { InTypeAlias, NoTruncation, UseFullyQualifiedType } = ts.TypeFormatFlags;
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter(({ declarations: [declaration] = [] }) => declaration && isPlainAlias(declaration))
    .map((symbol) => {
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      const text = checker.typeToString(type, undefined, InTypeAlias | NoTruncation | UseFullyQualifiedType);
      return `export type ${symbol.name} = ${text};`;
    });
}

/** @param {ts.Declaration} declaration */
const isPlainAlias = (declaration) => ts.isTypeAliasDeclaration(declaration) && !declaration.typeParameters;

const temporary = await mkdtemp(join(tmpdir(), "portcullis-declarations-"));
try {
  await writeDeclarations(packageIn(process.argv[2] ?? ""), temporary);
} finally {
  await rm(temporary, { recursive: true });
}
