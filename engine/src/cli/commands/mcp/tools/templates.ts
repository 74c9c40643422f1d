import { z } from "zod";
import { UserError } from "../../../../kernel/errors.ts";
import { nearestName } from "../../../../kernel/words/nearest-name.ts";
import { findingsOf } from "../../validate.ts";
import { first } from "../answer.ts";
import { readCoverage } from "../package-files.ts";
import { findBelow, readTemplate, template } from "../template-file.ts";
import { anything, leftOut, tool } from "../tool.ts";

export const validateTemplate = tool({
  name: "validate_template",
  title: "Validate a template",
  description:
    "Reads a template without running it: mistakes, warnings and remarks with file and line, and the resources that are refused or have no effect here.",
  effect: "reads",
  input: z.strictObject({
    template: template.default("."),
    parameters: z.record(z.string(), z.string()).default({}).describe("Values of the template's parameters."),
  }),
  output: z.object({
    template: z.string().optional(),
    isRefused: z.boolean().describe("True when it cannot run: a notice is an error."),
    notices: z.array(anything),
    leftOut: leftOut.describe("Notices that are not told."),
    notEmulated: z.array(anything),
    emulated: z.number().describe("How many resources run here."),
  }),
  async run({ template: given, parameters }, { folder }) {
    const file = await findBelow(folder, given);
    const found = await findingsOf(() => readTemplate(file, parameters));
    const { items, leftOut } = first(found.notices.toSorted((one, other) => rank(one) - rank(other)));
    const others = found.resources.filter(({ verdict }) => verdict !== "emulated");
    return {
      ...(found.template !== undefined && { template: found.template }),
      isRefused: found.notices.some(({ severity }) => severity === "error"),
      notices: items,
      leftOut,
      notEmulated: first(others).items,
      emulated: found.resources.length - others.length,
    };
  },
});

const RANKS = { error: 0, warning: 1, info: 2 };

const rank = ({ severity }: { readonly severity: keyof typeof RANKS }) => RANKS[severity];

const RESOURCE_TYPE = /^(?:AWS::(?!Serverless::)\w+::\w+|Custom::[\w@-]+)$/;

export const lookUpCoverage = tool({
  name: "look_up_coverage",
  title: "Look up a resource type",
  description:
    "Tells what becomes of a resource type and its properties here: emulated, inert (accepted without effect) or refused.",
  effect: "reads",
  input: z.strictObject({
    type: z.string().describe("E.g. AWS::ApiGatewayV2::Route. SAM's types are expanded first."),
  }),
  output: z.looseObject({ type: z.string(), verdict: z.enum(["emulated", "inert", "refused"]) }),
  async run({ type }) {
    const { types } = readCoverage();
    const found = types.find((row) => row.type === type);
    if (found) return found;
    const meant = nearestName(
      type,
      types.map((row) => row.type),
    );
    if (meant === undefined && RESOURCE_TYPE.test(type))
      return { type, verdict: "inert", note: "Nothing here knows it: it is accepted without effect." };
    throw new UserError(`No resource type is called ${type}.${meant === undefined ? "" : ` Did you mean ${meant}?`}`, {
      hint: "A type has the form AWS::Service::Resource. SAM's types are expanded before they are judged.",
    });
  },
});
