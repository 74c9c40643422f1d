// Writes what is generated from sources and committed. CI runs it and expects no difference.
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createAsyncApi, createOpenApi } from "@portcullis/contract";
import { writePage } from "../bench/page/page.ts";
import { withPictures } from "./generate/architecture.ts";
import { generateAwsProperties } from "./generate/aws-properties.ts";
import { generateCli } from "./generate/cli.ts";
import { withCounts } from "./generate/closeness/counts.ts";
import { generateCoverage, generateCoverageJson } from "./generate/closeness/coverage.ts";
import { generateFidelity } from "./generate/closeness/fidelity.ts";
import { generateNegatives } from "./generate/closeness/negatives.ts";
import { generateRecorded } from "./generate/closeness/recorded.ts";
import { generateConformanceStack } from "./generate/conformance-stack.ts";
import { withDiagrams } from "./generate/diagrams.ts";
import { generateErrors } from "./generate/errors.ts";
import { generateEvents, generateEventsSchema } from "./generate/events.ts";
import { generateManifests } from "./generate/manifests.ts";
import { generateMessages } from "./generate/messages.ts";
import { generateTemplates } from "./generate/templates.ts";

const root = new URL("../", import.meta.url);
const { version } = JSON.parse(await readFile(new URL("contract/package.json", root), "utf8"));

await writeFile(new URL("contract/asyncapi.json", root), `${JSON.stringify(createAsyncApi(version), null, 2)}\n`);
await writeFile(new URL("contract/openapi.json", root), `${JSON.stringify(createOpenApi(version), null, 2)}\n`);
await writeFile(new URL("engine/src/template/resources/aws-properties.json", root), generateAwsProperties());
await writeFile(new URL("conformance/stack/template.json", root), generateConformanceStack());
await writeFile(new URL("docs/cli.md", root), generateCli());
await writeFile(new URL("docs/coverage.md", root), generateCoverage());
await writeFile(new URL("docs/coverage.json", root), generateCoverageJson());
await writeFile(new URL("docs/errors.md", root), generateErrors());
await writeFile(new URL("docs/events.md", root), generateEvents());
await writeFile(new URL("docs/events.schema.json", root), generateEventsSchema());
await writeFile(new URL("docs/fidelity.md", root), await generateFidelity());
await writeFile(new URL("docs/messages.md", root), generateMessages());
await writeFile(new URL("docs/negatives.md", root), generateNegatives());
await writeFile(new URL("docs/recorded.md", root), generateRecorded());
await writeFile(new URL("docs/templates.md", root), generateTemplates());

await writePage();

await generateManifests();

const readme = new URL("README.md", root);
const readPage = (page: string) => readFileSync(new URL(page, root), "utf8");
await writeFile(readme, withCounts(await readFile(readme, "utf8"), readPage));

const architecture = new URL("ARCHITECTURE.md", root);
await writeFile(architecture, withPictures(await readFile(architecture, "utf8")));

const diagram = new URL("docs/diagram.md", root);
await writeFile(diagram, await withDiagrams(await readFile(diagram, "utf8")));
