// Writes what is generated from sources and committed. CI runs it and expects no difference.
import { readFile, writeFile } from "node:fs/promises";
import { createAsyncApi } from "@portcullis/contract";

const contract = new URL("../contract/", import.meta.url);
const { version } = JSON.parse(await readFile(new URL("package.json", contract), "utf8"));
await writeFile(new URL("asyncapi.json", contract), `${JSON.stringify(createAsyncApi(version), null, 2)}\n`);
