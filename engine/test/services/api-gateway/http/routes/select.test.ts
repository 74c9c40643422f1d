import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Route } from "../../../../../src/services/api-gateway/http/configuration/model.ts";
import { compileResourcePath, splitPath } from "../../../../../src/services/api-gateway/http/routes/resource-path.ts";
import { selectMethod, selectRoute } from "../../../../../src/services/api-gateway/http/routes/select.ts";

function route(key: string): Route {
  const [method = "", path = ""] = key.split(" ");
  return {
    key,
    method: key === "$default" ? "ANY" : method,
    path: compileResourcePath(key === "$default" ? key : path),
    authorization: { type: "NONE" },
    apiKeyRequired: false,
    integration: { type: "unsupported", reason: "not called here" },
    operationName: undefined,
    resourceId: undefined,
    ignored: [],
    origin: { logicalId: "R", path: [] },
  };
}

describe("selectRoute", () => {
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
  const routes = [
    "GET /pets/dog/1",
    "GET /pets/dog/{id}",
    "GET /pets/{proxy+}",
    "ANY /{proxy+}",
    "$default",
    "ANY /pets/dog/{id}",
  ].map(route);

  it.each([
    ["GET", "/pets/dog/1", "GET /pets/dog/1"],
    ["GET", "/pets/dog/2", "GET /pets/dog/{id}"],
    ["POST", "/pets/dog/2", "ANY /pets/dog/{id}"],
    ["GET", "/pets/cat/1", "GET /pets/{proxy+}"],
    ["POST", "/test/5", "ANY /{proxy+}"],
    ["POST", "/pets/cat", "ANY /{proxy+}"],
    ["GET", "/", "$default"],
  ])("takes %s %s to %s", (method, path, expected) => {
    expect(selectRoute(routes, method, path)?.route.key).toBe(expected);
  });

  it("finds nothing where no route fits", () => {
    expect(selectRoute([route("GET /a")], "GET", "/b")).toBeUndefined();
    expect(selectRoute([route("GET /a")], "POST", "/a")).toBeUndefined();
  });
});

describe("selectMethod", () => {
  const routes = ["GET /users", "ANY /{proxy+}"].map(route);

  it("does not leave the most specific resource for one that has the method", () => {
    expect(selectMethod(routes, "GET", "/users")?.route.key).toBe("GET /users");
    expect(selectMethod(routes, "POST", "/users")).toBeUndefined();
    expect(selectMethod(routes, "POST", "/others")?.route.key).toBe("ANY /{proxy+}");
  });
});

describe("compileResourcePath", () => {
  it.each([
    ["/pets/{id}", "/pets/a%2Fb", { id: "a/b" }],
    ["/pets/{id}", "/pets/", undefined],
    ["/pets/{id}", "/pets/1/2", undefined],
    ["/{proxy+}", "/a/b%20c/", { proxy: "a/b c" }],
    ["/{proxy+}", "/", undefined],
    ["/a/{x}/c/{rest+}", "/a/1/c/2/3", { x: "1", rest: "2/3" }],
    ["/", "/", {}],
    ["/a", "/a/", {}],
    ["/sp ce", "/sp%20ce", {}],
    ["/pets/{id}", "/pets/%zz", { id: "%zz" }],
  ])("%s of %s gives %j", (path, given, expected) => {
    expect(compileResourcePath(path).match(splitPath(given))).toEqual(expected);
  });

  it("takes names and values for data, whatever they are", () => {
    const hostile = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "..", "%2e%2e", "{x}"));
    fc.assert(
      fc.property(hostile, (value) => {
        const segment = encodeURIComponent(value);
        const parameters = compileResourcePath("/items/{id}").match(splitPath(`/items/${segment}`));
        expect(parameters).toEqual(value === "" ? undefined : { id: value });
      }),
    );
  });
});
