import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  createOpenApi,
  type HttpOperation,
  httpOperations,
  idempotencyKey,
  PROBLEMS,
  problem,
  problemOf,
  requestBody,
} from "../src/index.ts";

const committed = await readFile(new URL("../openapi.json", import.meta.url), "utf8");
const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
const operations = Object.entries<HttpOperation>(httpOperations);

describe("openapi.json", () => {
  const document = JSON.parse(committed);

  it("is what `npm run generate` makes of the sources", () => {
    expect(`${JSON.stringify(createOpenApi(version), null, 2)}\n`).toBe(committed);
  });

  it.each(operations)("has %s with its parameters, its answer and its problems", (id, operation) => {
    const found = document.paths[operation.path][operation.method.toLowerCase()];
    expect(found.operationId).toBe(id);
    const statuses = [operation.status, 401, ...operation.problems.map((code) => PROBLEMS[code].status)];
    expect(Object.keys(found.responses).map(Number).sort()).toEqual([...new Set(statuses)].sort());
    const inPath = found.parameters.flatMap((one: { in: string; name: string }) =>
      one.in === "path" ? [one.name] : [],
    );
    expect(inPath).toEqual([...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  });

  it("has how long to wait wherever calls are counted", () => {
    for (const path of ["/tickets", "/requests"]) {
      const { headers } = document.paths[path].post.responses[429];
      expect(headers["Retry-After"].schema).toMatchObject({ type: "integer", minimum: 1, maximum: 60 });
    }
    expect(document.paths["/requests"].post.responses[422]).not.toHaveProperty("headers");
  });

  it("wants a bearer token everywhere", () => {
    expect(document.security).toEqual([{ token: [] }]);
    expect(document.components.securitySchemes.token).toMatchObject({ type: "http", scheme: "bearer" });
    for (const [, operation] of operations)
      expect(document.paths[operation.path][operation.method.toLowerCase()]).not.toHaveProperty("security");
  });
});

describe("the HTTP API", () => {
  it.each(operations)("%s has an example of its own form", (_, { answer, example }) => {
    expect(answer.safeParse(example).error).toBeUndefined();
  });

  it.each(Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[])("problem %s has a sentence and a status", (code) => {
    expect(problem.safeParse(problemOf(code)).success).toBe(true);
    expect(PROBLEMS[code].summary).toMatch(/^[A-Z].*\.$/);
    expect(PROBLEMS[code].status).toBeGreaterThanOrEqual(400);
    expect(operations.some(([, { problems }]) => problems.includes(code))).toBe(true);
  });

  it.each([
    ["a list", []],
    ["nothing", {}],
    ["an unknown field", { name: "x", inptu: 1 }],
    ["a name of 65 characters", { name: "x".repeat(65) }],
  ])("takes no request that is %s", (_, body) => {
    expect(requestBody.safeParse(body).success).toBe(false);
  });

  it.each([
    ["8e03978e-40d5-43e8-bc93-6894a57f9324", true],
    ["x".repeat(128), true],
    ["x".repeat(129), false],
    ["", false],
    ["a\u0000b", false],
  ])("takes the Idempotency-Key %j: %s", (key, isGood) => {
    expect(idempotencyKey.safeParse(key).success).toBe(isGood);
  });
});
