import { expect, it } from "vitest";
import { functionResource, startLambda } from "../harness.ts";

const MODULE = (text: string) => `module.exports = ${JSON.stringify(text)};`;

it("a layer's modules for one runtime go before those for all of them", async () => {
  const Layers = ["arn:aws:lambda:us-east-1:000000000000:layer:shared:1"];
  const properties = { Layers, Code: { ZipFile: "exports.handler = async () => [require('two'), require('one')]" } };
  await using lambda = await startLambda({
    files: {
      "layer/nodejs/node22/node_modules/two/index.js": MODULE("of node22"),
      "layer/nodejs/node_modules/two/index.js": MODULE("of all"),
      "layer/nodejs/node_modules/one/index.js": MODULE("of all"),
    },
    resources: {
      Layer: { Type: "AWS::Lambda::LayerVersion", Properties: { LayerName: "shared", Content: "layer" } },
      On22: functionResource({ FunctionName: "on22", ...properties }),
      On24: functionResource({ FunctionName: "on24", Runtime: "nodejs24.x", ...properties }),
    },
  });
  expect((await lambda.invoke("on22")).json).toEqual(["of node22", "of all"]);
  expect((await lambda.invoke("on24")).json).toEqual(["of all", "of all"]);
});
