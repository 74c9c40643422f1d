import type { Call, CallFact } from "../../calls.ts";
import { type FactTable, from } from "../../fact.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<CallFact>>[3]) =>
  from<CallFact>("localstack", `ssm/test_ssm: ${place}`, date, rows);

const Name = "/test/param";
const ARN = /^arn:aws:ssm:[\w-]+:\d{12}:parameter\/test\/param$/;
const put: Call = ["PutParameter", { Name, Description: "test", Value: "123", Type: "String" }];
const get = (name: string): Call => ["GetParameter", { Name: name }];
const several = (...Names: readonly string[]): Call => ["GetParameters", { Names }];
const parameter = { ARN, DataType: "text", Name, Type: "String", Value: "123", Version: 1 };

/** Parameters of Systems Manager. */
export const parameters: FactTable<CallFact> = {
  service: "Systems Manager",
  subject: "parameters",
  facts: [
    ...of("test_parameters_with_path", "2025-01-08", [
      { id: "ssm/put", call: put, output: { Tier: "Standard", Version: 1 } },
      { id: "ssm/by-name", before: [put], call: get(Name), output: { Parameter: parameter } },
      { id: "ssm/by-arn", before: [put, get(Name)], call: get("$1.Parameter.ARN"), output: { Parameter: parameter } },
      {
        id: "ssm/several-by-name",
        before: [put],
        call: several(Name),
        output: { InvalidParameters: [], Parameters: [parameter] },
      },
      {
        id: "ssm/several-by-arn",
        before: [put, get(Name)],
        call: several("$1.Parameter.ARN"),
        output: { InvalidParameters: [], Parameters: [parameter] },
      },
    ]),
    ...of("test_get_parameter_by_arn", "2024-07-16", [
      {
        id: "ssm/by-arn-without-a-path",
        before: [["PutParameter", { Name: "param", Value: "test", Type: "String" }], get("param")],
        call: get("$1.Parameter.ARN"),
        output: {
          Parameter: {
            ARN: /:parameter\/param$/,
            DataType: "text",
            Name: "param",
            Type: "String",
            Value: "test",
            Version: 1,
          },
        },
      },
    ]),
  ],
};
