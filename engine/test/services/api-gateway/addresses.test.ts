import { describe, expect, it } from "vitest";
import { type Addressed, createAddresses, localPaths } from "../../../src/services/api-gateway/addresses.ts";
import type { ApiType } from "../../../src/services/api-gateway/gateway-responses.ts";
import type { StackResource } from "../../../src/template/model.ts";

const hostOf = (id: string) => `${id}.execute-api.us-east-1.amazonaws.com`;

/** An API whose stages are texts: the API's logical id and the stage's name. */
const api = (type: ApiType, logicalId: string, ...stages: string[]): Addressed<string> => ({
  type,
  logicalId,
  id: `${logicalId.toLowerCase()}1`,
  host: hostOf(`${logicalId.toLowerCase()}1`),
  defaultEndpointDisabled: logicalId === "Closed",
  stages: new Map(stages.map((stage) => [stage, `${logicalId} ${stage}`])),
});

const apis = [
  api("websocket", "Chat", "dev"),
  api("websocket", "Notices", "prod"),
  api("websocket", "Closed", "closed"),
  api("http-api", "Shop", "$default", "beta"),
  api("http-api", "Files", "dev", "prod2"),
  api("rest-api", "Pets", "prod2"),
];

function mapping(ApiId: string, ApiMappingKey: string, Stage: string): StackResource {
  const properties = { DomainName: "Api.Example.com", ApiId, ApiMappingKey, Stage };
  return {
    logicalId: `Mapping${ApiMappingKey}`,
    type: "AWS::ApiGatewayV2::ApiMapping",
    verdict: "emulated",
    properties,
    physicalId: ApiMappingKey,
    attribute: () => undefined,
    metadata: {},
    dependsOn: [],
    location: { file: "template.yaml", line: 1 },
  };
}

const resources = [
  mapping("chat1", "v1", "dev"),
  mapping("shop1", "v1/admin", "beta"),
  mapping("other1", "else", "dev"),
];

const cases: readonly (readonly [host: string, path: string, stage: string | undefined, rest: string | undefined])[] = [
  [hostOf("chat1"), "/dev", "Chat dev", "/"],
  [hostOf("chat1"), "/dev/@connections/a", "Chat dev", "/@connections/a"],
  [`${hostOf("CHAT1")}:443`, "/dev", "Chat dev", "/"],
  [hostOf("chat1"), "/other", undefined, undefined],
  [hostOf("shop1"), "/beta/a", "Shop beta", "/a"],
  [hostOf("shop1"), "/items", "Shop $default", "/items"],
  [hostOf("shop1"), "/$default", "Shop $default", "/$default"],
  [hostOf("closed1"), "/closed", undefined, undefined],
  [hostOf("unknown"), "/dev", undefined, undefined],
  ["api.example.com", "/v1", "Chat dev", "/"],
  ["api.example.com", "/v1/admin/x", "Shop beta", "/x"],
  ["api.example.com", "/else", undefined, undefined],
  ["api.example.com", "/dev", undefined, undefined],
  ["127.0.0.1:3000", "/dev", "Chat dev", "/"],
  ["127.0.0.1:3000", "/chat1/dev", "Chat dev", "/"],
  ["127.0.0.1:3000", "/Chat/dev", undefined, undefined],
  ["127.0.0.1:3000", "/closed", "Closed closed", "/"],
  ["127.0.0.1:3000", "/beta/a", "Shop beta", "/a"],
  ["127.0.0.1:3000", "/Shop/a", "Shop $default", "/a"],
  ["127.0.0.1:3000", "/Files/dev/a", "Files dev", "/a"],
  ["127.0.0.1:3000", "/prod2", undefined, undefined],
  ["127.0.0.1:3000", "/$default", undefined, undefined],
  ["shop1.execute-api.localhost:3000", "/items", "Shop $default", "/items"],
];

describe.each([
  ["in template order", apis],
  ["in the reverse order", apis.toReversed()],
])("the addresses of APIs %s", (_order, ordered) => {
  it.each(cases)("lead from %s and %s to %s", (host, path, stage, rest) => {
    const address = createAddresses(ordered, resources)(host, path);
    expect([address?.stage, address?.path]).toEqual([stage, rest]);
  });

  it("lead back from each local path to its stage", () => {
    const find = createAddresses(ordered, []);
    const pathOf = localPaths(ordered);
    for (const one of ordered)
      for (const [name, stage] of one.stages) expect(find("localhost", pathOf(one, name))?.stage).toBe(stage);
  });
});
