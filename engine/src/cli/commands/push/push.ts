import type { CommandSpec } from "../../args.ts";
import { endpointOption } from "../../find-engine.ts";
import { processStreams } from "../../streams.ts";

export const push: CommandSpec = {
  name: "push",
  positional: "[CONNECTION_ID] [TEXT]",
  summary: "Posts to a connection or to a user's connections, or puts an event on a bus",
  options: {
    user: { type: "string", value: "ID", description: "Post TEXT to all connections of this user (its principalId)" },
    event: {
      type: "string",
      value: "FILE",
      description: "Put the events of this file, as aws events put-events --entries takes them",
    },
    "detail-type": { type: "string", value: "TYPE", description: "Put an event of this type" },
    source: { type: "string", value: "SOURCE", description: "The event's source" },
    detail: { type: "string", value: "JSON", description: "The event's detail (default: {})" },
    bus: { type: "string", value: "NAME", description: "The bus, where an event names none (default: default)" },
    json: { type: "boolean", description: "Print an object a line: what was posted or put, and what was not" },
    ...endpointOption,
  },
  failsWhen: "something was not posted or put",
  notes: [
    "TEXT is posted as it is; - reads it from standard input. Connections are posted to with the developer's key.",
  ],
  examples: [
    `portcullis push JKUz4fWsoAMCJbQ= '{"hello":"world"}'`,
    "portcullis push --user ann 'Your report is ready'",
    "portcullis push --event events.json",
    `portcullis push --detail-type 'Entity Updated' --source portcullis --detail '{"entityId":"42"}'`,
  ],
  async run(args) {
    const { runPush } = await import("./run.ts");
    process.exitCode = await runPush(args, processStreams());
  },
};
