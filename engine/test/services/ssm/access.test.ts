import { describe, expect, it } from "vitest";
import { accessOf } from "../../../src/services/ssm/access.ts";
import { stackOf } from "../../iam/stack.ts";

const stack = stackOf({});
const arn = (path: string) => `arn:aws:ssm:us-east-1:000000000000:parameter/${path}`;

const requests = (operation: string, input: Record<string, unknown> = {}) => accessOf({ operation, input }, { stack });

describe("accessOf a call of Parameter Store", () => {
  it.each([
    ["/app/key", "app/key"],
    ["key", "key"],
    ["/app/key:3", "app/key"],
    ["/app/key:live", "app/key"],
    [arn("app/key"), "app/key"],
    [`${arn("app/key")}:3`, "app/key"],
    [arn("app/key").replace("us-east-1:000000000000", "eu-west-1:111111111111"), "app/key"],
  ])("is on the parameter however it is named: %s", (Name, path) => {
    expect(requests("GetParameter", { Name })).toEqual([{ action: "ssm:GetParameter", resource: arn(path) }]);
  });

  it("is on each parameter of a list", () => {
    const found = requests("GetParameters", { Names: ["/a", "/b:1", "/b:2"] });
    expect(found.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      `ssm:GetParameters ${arn("a")}`,
      `ssm:GetParameters ${arn("b")}`,
    ]);
  });

  it.each([
    ["/app", "app"],
    ["/app/", "app/"],
    ["/", ""],
  ])("is on the path %s as it is written", (Path, path) => {
    expect(requests("GetParametersByPath", { Path, Recursive: true })).toEqual([
      { action: "ssm:GetParametersByPath", resource: arn(path), context: { "ssm:Recursive": true } },
    ]);
  });

  it("tells whether a parameter is overwritten, and not with what", () => {
    expect(requests("PutParameter", { Name: "/a", Value: "hunter2", Overwrite: true })).toEqual([
      { action: "ssm:PutParameter", resource: arn("a"), context: { "ssm:Overwrite": true } },
    ]);
  });

  it.each([
    ["AddTagsToResource", { ResourceType: "Parameter", ResourceId: "/a" }, arn("a")],
    ["AddTagsToResource", { ResourceType: "Document", ResourceId: "d" }, "*"],
    ["DescribeParameters", {}, "*"],
  ])("%s %j", (operation, input, resource) => {
    expect(requests(operation, input)).toEqual([{ action: `ssm:${operation}`, resource }]);
  });
});
