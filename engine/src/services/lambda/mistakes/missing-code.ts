import { type Dirent, existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { handlerPath } from "../build/handler-file.ts";
import { isIgnoredName } from "../watch/targets.ts";
import { missingHandler } from "./missing-handler.ts";
import { listed, locateProperty, type Mistake, meantName, type Suspect, shownFrom } from "./mistake.ts";

/** Returns the mistake of a function whose folder, or whose handler's file, is not there. */
export function missingCode(suspect: Suspect): Mistake | undefined {
  const { source } = suspect;
  if (!("root" in source)) return undefined;
  if (!existsSync(source.root)) return missingFolder(suspect, source.root);
  if (source.kind === "bundle") {
    const entry = source.entries.find(({ in: file }) => !existsSync(file));
    if (entry) return missingFile(suspect, source.root, entry.in);
  }
  // A layer may bring the handler.
  if (suspect.configuration.layers.length > 0) return undefined;
  const wanted = source.kind === "folder" ? missingHandler(suspect.configuration, source.root) : undefined;
  return wanted === undefined ? undefined : missingFile(suspect, source.root, wanted);
}

function missingFolder(suspect: Suspect, root: string): Mistake {
  const parent = dirname(root);
  const folders = namesIn(parent, (entry) => entry.isDirectory());
  const meant = meantName(basename(root), folders);
  const there = listed(folders.map((name) => `${name}/`));
  const place = shownFrom(suspect, parent) === "." ? "Beside the template" : `In ${shownFrom(suspect, parent)}/`;
  const hint = meant
    ? `Perhaps ${shownFrom(suspect, join(parent, meant))}/ is meant.`
    : `${place} there is ${there ?? "no folder"}. If a build makes it, run that build.`;
  const message = `there is no folder ${shownFrom(suspect, root)}/, where its code should be.`;
  return { code: "code-missing", message, location: locateProperty(suspect, "Code"), hint };
}

function missingFile(suspect: Suspect, root: string, wanted: string): Mistake {
  const { handler } = suspect.configuration;
  const folder = dirname(handlerPath(root, handler));
  const files = namesIn(folder, (entry) => entry.isFile() && CODE.test(entry.name));
  const name = basename(handlerPath(root, handler));
  const meant = meantName(name, files.map(withoutExtension));
  const better = meant && handler.replace(name, meant);
  const place = `${shownFrom(suspect, folder)}/`;
  const also = wanted.endsWith(".js") ? " (or .mjs, .cjs, .ts)" : "";
  const there = existsSync(folder) ? `${place} has ${listed(files) ?? "no code"}.` : `There is no folder ${place}.`;
  return {
    code: "handler-missing",
    message: `its handler "${handler}" wants a file ${shownFrom(suspect, wanted)}${also}, which does not exist.`,
    location: locateProperty(suspect, "Handler"),
    hint: better ? `${there} Perhaps Handler: ${better} is meant.` : there,
  };
}

const CODE = /\.([cm]?[jt]s|py)$/;

const withoutExtension = (file: string) => file.slice(0, file.length - extname(file).length);

function namesIn(folder: string, isWanted: (entry: Dirent) => boolean): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => isWanted(entry) && !isIgnoredName(entry.name) && !entry.name.startsWith("."))
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
