import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../src/engine.ts";
import { fixture } from "../stacks/fixture.ts";

let engine: Engine;
let diagram: Drawing;

interface Drawn {
  readonly id: string;
  readonly kind: string;
  readonly logicalId?: string;
  readonly names: readonly string[];
  readonly x: number;
  readonly width: number;
}

interface Drawing {
  readonly width: number;
  readonly nodes: readonly Drawn[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly points: readonly object[] }[];
}

beforeAll(async () => {
  engine = await startEngine({ template: fixture("diagram/template.yaml") });
  diagram = (await (await fetch(`${engine.endpoint}/_portcullis/diagram`)).json()) as Drawing;
});
afterAll(() => engine.stop());

const node = (id: string) => diagram.nodes.find((each) => each.id === id);

describe("GET /_portcullis/diagram", () => {
  it("has a place for each node, and points for each arrow", () => {
    expect(diagram.nodes).toHaveLength(17);
    expect(diagram.nodes.every(({ x, width }) => x > 0 && x + width / 2 <= diagram.width)).toBe(true);
    expect(diagram.edges.every(({ points }) => points.length > 1)).toBe(true);
  });

  it.each([
    ["a route by its API's id and its key", "Chat $connect", () => [`${engine.webSockets[0]?.apiId} $connect`]],
    ["posted messages by the API's id", "Chat @connections", () => [`${engine.webSockets[0]?.apiId} @connections`]],
    ["a bus that nobody declares by its name", "default", () => ["default"]],
  ])("knows %s", (_, id, names) => {
    expect(node(id)?.names).toEqual(names());
  });

  it("knows a resource by its logical id, its ARN, its physical id and the name at its end", () => {
    const name = engine.stack.resources.get("Jobs")?.physicalId.split("/").at(-1);
    const { logicalId, names } = node("Jobs") ?? {};
    expect(logicalId).toBe("Jobs");
    expect(names).toEqual([expect.stringMatching(/^arn:aws:sqs:/), expect.stringMatching(/^https:/), name]);
  });
});
