import { describe, expect, it } from "vitest";
import { createBody } from "../../../../../src/languages/selection-expression/index.ts";
import { mappingFailure } from "../../../../../src/services/api-gateway/websocket/integrations/request-mapping.ts";
import {
  compileTemplate,
  convertToBinary,
} from "../../../../../src/services/api-gateway/websocket/mapping/template.ts";

const thrownBy = (task: () => unknown): unknown => {
  try {
    return task();
  } catch (error) {
    return error;
  }
};

describe("mappingFailure", () => {
  it("tells line and method of the template, and nothing of what the client sent", async () => {
    const template = await compileTemplate("{\n#set($x = $input.path('$.text').substring(99))\n}");
    const error = thrownBy(() => template({ body: createBody('{"text":"secret"}') }));
    expect(mappingFailure("request", error)).toMatchObject({
      reason: "the mapping of the request failed with RangeError in line 2 of the template: String.substring(Integer)",
    });
    const parsing = await compileTemplate("$util.parseJson($input.path('$.text'))");
    const { reason } = mappingFailure(
      "response",
      thrownBy(() => parsing({ body: createBody('{"text":"secret"}') })),
    );
    expect(reason).toMatch(/failed with SyntaxError in line 1 of the template: \$util\.parseJson\(String\)$/);
  });

  it("tells of a body that is no Base64", () => {
    const error = thrownBy(() => convertToBinary(Buffer.from("{}"), "CONVERT_TO_BINARY"));
    expect(mappingFailure("request", error)).toMatchObject({
      reason: "the mapping of the request failed with NotBase64Error",
    });
  });
});
