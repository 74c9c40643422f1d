import type { McpServer } from "@modelcontextprotocol/server";
import { engineAt } from "../../../running/running-engine.ts";
import { shown } from "./answer.ts";
import { coverageText, eventsSchemaText } from "./package-files.ts";

interface Described {
  readonly name: string;
  readonly uri: string;
  readonly title: string;
  readonly description: string;
  read(endpoint: string): Promise<string> | string;
}

const RESOURCES: readonly Described[] = [
  {
    name: "stack",
    uri: "portcullis://stack",
    title: "The stack that runs",
    description: "Every resource of the running stack, as GET /_portcullis/stack describes it.",
    read: async (endpoint) => JSON.stringify(shown(await engineAt(endpoint).control("stack"))),
  },
  {
    name: "asyncapi",
    uri: "portcullis://asyncapi",
    title: "The messages of the WebSocket APIs",
    description: "An AsyncAPI document of the running stack, or the one that the project has.",
    read: async (endpoint) => JSON.stringify(shown(await engineAt(endpoint).control("asyncapi"))),
  },
  {
    name: "coverage",
    uri: "portcullis://coverage",
    title: "What of a template runs",
    description: "The verdict on each resource type and its properties.",
    read: coverageText,
  },
  {
    name: "events",
    uri: "portcullis://events",
    title: "Events of start --json",
    description: "The JSON Schema of the lines that start --json and --log-format json print.",
    read: eventsSchemaText,
  },
];

/** Adds documents that a client may read and show to a model without a tool. */
export function addResources(server: McpServer, endpoint: string): void {
  for (const { name, uri, title, description, read } of RESOURCES) {
    const mimeType = "application/json";
    server.registerResource(name, uri, { title, description, mimeType }, async () => ({
      contents: [{ uri, mimeType, text: await read(endpoint) }],
    }));
  }
}
