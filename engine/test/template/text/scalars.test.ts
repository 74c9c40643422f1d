import { describe, expect, it } from "vitest";
import { JsonNumber } from "../../../src/languages/exact-json.ts";
import { apiGateway } from "../../../src/services/api-gateway/definition.ts";
import { events } from "../../../src/services/events/definition.ts";
import { lambda } from "../../../src/services/lambda/definition.ts";
import { ssm } from "../../../src/services/ssm/definition.ts";
import { parseTemplate } from "../../../src/template/text/load.ts";
import { compileText, complaintsOf, FILE, propertiesOf } from "../compile-text.ts";

const read = (scalar: string) => parseTemplate(`v: ${scalar}`, FILE);

describe("Scalars of YAML 1.1", () => {
  it.each<[scalar: string, value: unknown]>([
    ...["yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"].map((text): [string, unknown] => [text, true]),
    ...["no", "No", "NO", "off", "Off", "OFF", "false", "FALSE"].map((text): [string, unknown] => [text, false]),
    ["yEs", "yEs"],
    ["y", "y"],
    ["n", "n"],
    ["0b11", 3],
    ["-0b1_0", -2],
    ["0b2", "0b2"],
    ["017", 15],
    ["0300", 192],
    ["+017", 15],
    ["00", 0],
    ["0", 0],
    ["08", "08"],
    ["0o17", "0o17"],
    ["0x1F", 31],
    ["-0xf_f", -255],
    ["0xG", "0xG"],
    ["0xFFFFFFFFFFFFFFFF", "18446744073709551615"],
    ["1_000", 1000],
    ["-1_000_000", -1_000_000],
    ["1_000.5", 1000.5],
    ["_1", "_1"],
    ["1:30", 90],
    ["1:30:00", 5400],
    ["-1:30", -90],
    ["12:08:05", 43_685],
    ["1:30.5", 90.5],
    ["0:30", "0:30"],
    ["1:60", "1:60"],
    ["02:00-03:00", "02:00-03:00"],
    ["012345678901", "012345678901"],
    ["065115117704", "065115117704"],
    ["2012-10-17", "2012-10-17"],
    ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
    ["1.5", 1.5],
    ["-1", -1],
    ...["1.0", "1.10", "0.50", "1e3", "+1", "1.", ".5", "-0", "9007199254740993", "12e4567"].map(
      (text): [string, unknown] => [text, /e4567/.test(text) ? text : new JsonNumber(text)],
    ),
    [".inf", ".inf"],
    ["'yes'", "yes"],
    ['"017"', "017"],
    ["!!str yes", "yes"],
    ["!!bool yes", true],
    ["!!int 0b11", 3],
    ["!Ref yes", { Ref: "yes" }],
    ["!Sub 1:30", { "Fn::Sub": "1:30" }],
    ["[yes, 0b1]", [true, 1]],
  ])("read %s as %j", (scalar, value) => {
    expect(read(scalar).root).toEqual({ v: value });
    expect(String(read(scalar).root.v)).toBe(String(value));
  });

  it.each<[scalar: string, severity: string, message: string]>([
    [
      "yes",
      "info",
      "yes is read as true, as CloudFormation reads YAML 1.1; put it into quotes where the text is meant.",
    ],
    [
      "017",
      "warning",
      "017 is read as 15, as CloudFormation reads YAML 1.1; put it into quotes where the text is meant.",
    ],
    [
      "012345678901",
      "warning",
      "012345678901 is taken for an account id and keeps its zero; AWS may read it as a number, so put it into quotes.",
    ],
    ["08", "warning", "08 keeps its leading zero; AWS may show it as another number, so put it into quotes."],
  ])("say of %s what becomes of it", (scalar, severity, message) => {
    const location = { file: FILE, line: 1, column: 4 };
    expect(read(scalar).notices).toEqual([{ severity, code: "yaml-1.1-scalar", message, location }]);
  });

  it("are remarked on once each, and not where both versions agree", () => {
    expect(read("[yes, yes, no]").notices).toHaveLength(2);
    expect(read("[true, 1, 1.5, x, ~, 2012-10-17]").notices).toEqual([]);
  });

  it("stay text as keys", () => {
    expect(read("{on: 1, 012: 2}").root).toEqual({ v: { on: 1, "012": 2 } });
  });

  it("reach a function's environment as CloudFormation writes them", () => {
    const stack = compileText(
      `
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/r
      Description: no
      FunctionName: 0b11
      Environment: { Variables: { A: yes, B: off, C: 0x1F, D: 1:30:00, E: 1_000, F: 012345678901 } }
`,
      { resourceTypes: lambda.resourceTypes },
    );
    expect(complaintsOf(stack)).toEqual([]);
    expect(propertiesOf(stack, "F")).toMatchObject({
      Description: "false",
      FunctionName: "3",
      Environment: { Variables: { A: "true", B: "false", C: "31", D: "5400", E: "1000", F: "012345678901" } },
    });
  });

  it("keep their digits as numbers where text is meant, and nowhere else", () => {
    const stack = compileText(
      `
Parameters: { Version: { Type: String, Default: 1.0 } }
Mappings: { Sizes: { one: { size: 0.50 } } }
Conditions: { IsOne: !Equals [!Ref Version, 1.0] }
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/r
      Timeout: 3.0
      MemorySize: 1e3
      Environment:
        Variables:
          A: 1.0
          B: !Sub ["v\${V}/\${Version}", { V: 0.50 }]
          C: !Join ["-", [1e3, 9007199254740993, +1]]
          D: !FindInMap [Sizes, one, size]
          E: !If [IsOne, !Ref Version, wrong]
          F: !ToJsonString { v: [1.0, 2, +1] }
          G: !GetAtt P.Value
  P: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: 1.0 } }
  I:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: a, IntegrationType: AWS_PROXY, PayloadFormatVersion: 1.0, TimeoutInMillis: 1e3 }
  R:
    Type: AWS::Events::Rule
    Properties: { EventPattern: { detail: { n: [1.0, { numeric: [">", 1e3] }] } } }
Outputs: { V: { Value: 1.0 } }
`,
      {
        resourceTypes: {
          ...lambda.resourceTypes,
          ...apiGateway.resourceTypes,
          ...events.resourceTypes,
          ...ssm.resourceTypes,
        },
      },
    );
    expect(complaintsOf(stack)).toEqual([]);
    expect(propertiesOf(stack, "F")).toMatchObject({
      Timeout: 3,
      MemorySize: 1000,
      Environment: {
        Variables: {
          A: "1.0",
          B: "v0.50/1.0",
          C: "1e3-9007199254740993-+1",
          D: "0.50",
          E: "1.0",
          F: '{"v":[1.0,2,1]}',
          G: "1.0",
        },
      },
    });
    expect(propertiesOf(stack, "I")).toMatchObject({ PayloadFormatVersion: "1.0", TimeoutInMillis: 1000 });
    expect(propertiesOf(stack, "R").EventPattern).toEqual({ detail: { n: [1, { numeric: [">", 1000] }] } });
    expect(stack.outputs.get("V")?.value).toBe("1.0");
  });

  it("keep their digits in a template in JSON", () => {
    const stack = compileText(
      `{"Resources": {"A": {"Type": "Test::Thing", "Properties": {"Name": 2.0, "Size": 2.0, "Value": [1.50]}}}}`,
    );
    expect(propertiesOf(stack, "A")).toEqual({ Name: "2.0", Size: 2, Value: [1.5] });
  });

  it.each([
    ["!FindInMap [Modes, !Ref Mode, size]", "small"],
    ["!FindInMap [Modes, off, size]", "none"],
    ["!FindInMap [Modes, 012, size]", "octal"],
    ['!FindInMap [Modes, "on", size]', "small"],
  ])("find the keys of mappings that are written alike: %s", (value, found) => {
    const text = `
Parameters: { Mode: { Type: String, Default: on } }
Mappings: { Modes: { on: { size: small }, off: { size: none }, 012: { size: octal } } }
Resources: { A: { Type: Test::Anything, Properties: { Value: ${value} } } }
`;
    const stack = compileText(text);
    expect(complaintsOf(stack)).toEqual([]);
    expect(propertiesOf(stack, "A")).toEqual({ Value: found });
  });

  it("equal parameters that are given as AWS writes them", () => {
    const text = `
Parameters: { On: { Type: String, Default: yes, AllowedValues: [yes, no] } }
Conditions: { IsOn: !Equals [!Ref On, yes] }
Resources: { A: { Type: Test::Anything, Properties: { On: !Ref On, Is: !If [IsOn, 1, 2] } } }
`;
    expect(propertiesOf(compileText(text), "A")).toEqual({ On: "true", Is: 1 });
    expect(propertiesOf(compileText(text, { parameters: { On: "false" } }), "A")).toEqual({ On: "false", Is: 2 });
    expect(complaintsOf(compileText(text, { parameters: { On: "yes" } }))).toEqual([
      '2:15 Parameter On cannot be "yes": it must be one of true, false.',
    ]);
  });
});
