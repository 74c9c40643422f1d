import type { CallToolResult, McpServer } from "@modelcontextprotocol/server";
import { formatLocation, messageOf, UserError } from "../../../kernel/errors.ts";
import { version } from "../../version.ts";
import { shown } from "./answer.ts";
import { createEngines } from "./engines.ts";
import { addResources } from "./resources.ts";
import { annotationsOf, type Tool, type ToolContext } from "./tool.ts";
import { TOOLS } from "./tools/tools.ts";

export interface ServeOptions {
  readonly endpoint: string;
  /** True: only tools that change nothing. */
  readonly isReadOnly: boolean;
  /** The folder below which templates are read. */
  readonly folder: string;
}

const INSTRUCTIONS = `Portcullis runs a SAM, CloudFormation or CDK template with a WebSocket API on this machine.
Begin with describe_stack. When something did not happen, ask read_journal before you read code: a refused handshake, a rule
that did not match, a denied permission and a failed integration are entries with their reason, and entries of one traceId
belong together. advance_clock replaces waiting. No engine is started here: run "portcullis start --json" for that.`;

/** Serves until the client closes standard input. Standard output is the client's alone. */
export async function serve(options: ServeOptions): Promise<void> {
  const { McpServer } = await import("@modelcontextprotocol/server");
  const { serveStdio } = await import("@modelcontextprotocol/server/stdio");
  const createServer = () => {
    const server = new McpServer({ name: "portcullis", title: "Portcullis", version }, { instructions: INSTRUCTIONS });
    addTools(server, options);
    addResources(server, options.endpoint);
    return server;
  };
  serveStdio(createServer, { onerror: (error) => void process.stderr.write(`portcullis mcp: ${error.message}\n`) });
}

function addTools(server: McpServer, { endpoint, isReadOnly, folder }: ServeOptions): void {
  const findEngine = createEngines(endpoint);
  for (const tool of TOOLS) {
    if (isReadOnly && tool.effect !== "reads") continue;
    const { name, title, description, input, output } = tool;
    const config = { title, description, inputSchema: input, outputSchema: output, annotations: annotationsOf(tool) };
    server.registerTool(name, config, (given, { mcpReq: { signal } }) =>
      answer(tool, given, { folder, engine: (named) => findEngine(named, signal) }),
    );
  }
}

/** A mistake is an answer as well, which the model reads and mends. */
async function answer(tool: Tool, input: Parameters<Tool["run"]>[0], context: ToolContext): Promise<CallToolResult> {
  try {
    const structuredContent = shown(await tool.run(input, context)) as Readonly<Record<string, unknown>>;
    return { structuredContent, content: [{ type: "text", text: JSON.stringify(structuredContent) }] };
  } catch (error) {
    return { isError: true, content: [{ type: "text", text: String(shown(complaint(error))) }] };
  }
}

function complaint(error: unknown): string {
  if (!(error instanceof UserError)) {
    process.stderr.write(`portcullis mcp: ${(error as Error)?.stack ?? error}\n`);
    return `Portcullis failed: ${messageOf(error)}`;
  }
  const place = error.location ? `${formatLocation(error.location)}: ` : "";
  return [`${place}${error.message}`, error.hint].filter(Boolean).join("\n");
}
