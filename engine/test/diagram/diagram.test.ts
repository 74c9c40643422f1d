import { beforeAll, describe, expect, it } from "vitest";
import { diagram, runDiagram } from "../../src/cli/commands/diagram.ts";
import { diagramOf } from "../../src/diagram/diagram.ts";
import type { Diagram } from "../../src/diagram/model.ts";
import { inspectStack } from "../../src/engine.ts";
import { argsOf, testStreams } from "../cli/commands/streams.ts";
import { fixture } from "../stacks/fixture.ts";

const template = fixture("diagram/template.yaml");

let drawn: Diagram;

beforeAll(async () => {
  drawn = diagramOf(await inspectStack({ template }));
});

describe("the diagram of a template", () => {
  it("has the routes of each API, the functions, and what holds events and data, in groups", () => {
    const groups = drawn.groups.map((group) => [
      group,
      drawn.nodes.filter((node) => node.group === group).map(({ label }) => label),
    ]);
    expect(Object.fromEntries(groups)).toEqual({
      Chat: ["$connect", "$default", "@connections"],
      ServerlessHttpApi: ["GET /work/{id}"],
      Functions: ["Authorize", "Connect", "Answer", "Work"],
      "Events and queues": ["event bus default", "WorkDaily rate(1 day)", "Jobs", "Dead", "News", "Placed"],
      Data: ["Places", "Letters", "Key"],
    });
  });

  it.each([
    ["a route's function", "Chat $connect", "Connect", "calls"],
    ["a route's authorizer", "Chat $connect", "Authorize", "authorizes"],
    ["an HTTP route's function", "ServerlessHttpApi GET /work/{id}", "Work", "calls"],
    ["an event source", "Jobs", "Work", "calls"],
    ["a schedule", "WorkDaily", "Work", "calls"],
    ["a rule's bus, which nobody declares", "default", "Placed", "calls"],
    ["a rule's target", "Placed", "Jobs", "calls"],
    ["a rule's dead letters", "Placed", "Dead", "failures"],
    ["a subscription", "News", "Jobs", "calls"],
    ["a queue's dead letters", "Jobs", "Dead", "failures"],
    ["a function's dead letters", "Work", "Dead", "failures"],
    ["a role that may read only", "Connect", "Places", "reads"],
    ["a role that may read and write", "Answer", "Places", "writes"],
    ["a right under a condition", "Answer", "Letters", "writes"],
    ["a right to post, by a star where one API is", "Answer", "Chat @connections", "posts"],
    ["a role that may read a secret", "Work", "Key", "reads"],
  ])("has an arrow for %s", (_, from, to, kind) => {
    expect(drawn.edges).toContainEqual({ from, to, kind });
  });

  it("has no other arrow: none for what a role is denied, or is allowed on everything", () => {
    // And the permission that SAM gives to whatever has a dead-letter queue.
    expect(drawn.edges).toContainEqual({ from: "Work", to: "Dead", kind: "sends" });
    expect(drawn.edges).toHaveLength(18);
  });
});

describe("portcullis diagram", () => {
  async function run(...argv: string[]) {
    const streams = testStreams();
    await runDiagram(argsOf(diagram, [template, ...argv]), streams);
    return streams.printed();
  }

  it("prints Mermaid unless told otherwise", async () => {
    expect(await run()).toMatch(/^flowchart LR\n {2}subgraph group1\["Chat"\]\n {4}Chat_connect\("\$connect"\)\n/);
  });

  it("prints a picture", async () => {
    expect(await run("--format", "svg")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  it("prints an outline", async () => {
    expect(await run("--format", "ascii")).toContain(
      "Chat\n|-- $connect\n|   |-- authorizer Authorize\n|   `-- Connect\n|       `-- reads Places\n`-- $default\n",
    );
  });

  it("refuses another format", async () => {
    await expect(run("--format", "png")).rejects.toThrow('--format takes mermaid, svg, ascii, not "png".');
  });
});
