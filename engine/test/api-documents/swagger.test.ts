import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { fromSwagger } from "../../src/api-documents/swagger.ts";

const swagger = {
  swagger: "2.0",
  info: { title: "Pets", version: "1" },
  consumes: ["application/json"],
  parameters: { page: { name: "page", in: "query", type: "integer" } },
  responses: { gone: { description: "Gone" } },
  definitions: { Pet: { type: "object", properties: { mother: { $ref: "#/definitions/Pet" } } } },
  paths: {
    "/pets/{id}": {
      parameters: [{ name: "id", in: "path", required: true, type: "string" }],
      put: {
        operationId: "put",
        parameters: [
          { $ref: "#/parameters/page" },
          { name: "pet", in: "body", required: true, schema: { $ref: "#/definitions/Pet" } },
        ],
        responses: {
          200: { description: "The pet", schema: { $ref: "#/definitions/Pet" } },
          410: { $ref: "#/responses/gone" },
        },
      },
    },
  },
};

describe("fromSwagger", () => {
  it("makes a valid OpenAPI document of a definition of Swagger 2", async () => {
    expect(await new Validator().validate(fromSwagger(swagger))).toEqual({ valid: true });
  });

  it("keeps parameters, bodies, answers and schemas, each in its place there", () => {
    const pet = { $ref: "#/components/schemas/Pet" };
    expect(fromSwagger(swagger)).toMatchObject({
      paths: {
        "/pets/{id}": {
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
          put: {
            parameters: [{ name: "page", in: "query", schema: { type: "integer" } }],
            requestBody: { required: true, content: { "application/json": { schema: pet } } },
            responses: {
              200: { content: { "application/json": { schema: pet } } },
              410: { description: "Gone" },
            },
          },
        },
      },
      components: { schemas: { Pet: { properties: { mother: pet } } } },
    });
  });
});
