import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { unpackZip } from "../../../engine/src/services/lambda/build/zip.ts";
import { zip as pack } from "../../../engine/test/services/lambda/build/zip-file.ts";
import { expectSame, inOwnWords, refusingLater, type Target } from "../../target.ts";

const NAMES = [
  "a",
  "b/c",
  "../x",
  "/etc/x",
  "a/",
  "b",
  "..",
  "a/../../x",
  "\0",
  "index.js",
  ".",
  "b\\c",
  "COM1",
  "a//b",
];
const MOST_BYTES = 64 * 1024;

const member = fc.record(
  {
    name: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
      { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
    ),
    text: fc.oneof(fc.string(), fc.constantFrom("../a", "a", "/etc/passwd", "b", "..", "x".repeat(MOST_BYTES))),
    stored: fc.boolean(),
    isLink: fc.boolean(),
    toldBytes: fc.nat(),
  },
  { requiredKeys: ["name", "text"] },
);

/** Words in which the file system, and zlib, refuse what an archive wants. */
const OF_THE_SYSTEM =
  /^(?:EEXIST|ENOTDIR|EISDIR|ENAMETOOLONG|EINVAL|ENOENT|ELOOP|EACCES|EPERM|Z_\w+|ERR_BUFFER_TOO_LARGE)$/;

const isRefusal = (error: unknown): boolean =>
  inOwnWords(error) || OF_THE_SYSTEM.test(String((error as NodeJS.ErrnoException).code));

/** A deployment package: nothing is written outside of its folder, and no more than is allowed. */
export async function zip(): Promise<Target> {
  const root = await mkdtemp(join(tmpdir(), "portcullis-fuzz-zip-"));
  return {
    words: ["PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "../", "\0\0\0\0", "\xff\xff\xff\xff", "a", "\0\0"],
    structured: fc.array(member, { maxLength: 4 }).map(pack),
    largestBytes: 16_000,
    async run(input) {
      const [file, folder] = [join(root, "code.zip"), join(root, "out")];
      await writeFile(file, input);
      await refusingLater(isRefusal, () => unpackZip(file, folder, MOST_BYTES));
      await rm(folder, { recursive: true, force: true });
      expectSame(await readdir(root), ["code.zip"], "an archive writes outside of its folder");
    },
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}
