import { Scalar } from "yaml";
import type { Location } from "../../kernel/errors.ts";
import { JsonNumber } from "../../languages/exact-json.ts";
import type { Notice } from "../model.ts";
import { readScalar11 } from "./scalars.ts";
import { isScalarTag } from "./tags.ts";

export interface ScalarReaderDependencies {
  /** The list to which remarks are added on the way, each once: a template that says `yes` says it often. */
  readonly notices: Notice[];
  locate(offset: number): Location;
}

/** Reads a scalar as CloudFormation does. */
export function createScalarReader({ notices, locate }: ScalarReaderDependencies): (node: Scalar) => unknown {
  const remarked = new Set<string>();

  function remark(message: string, severity: Notice["severity"], { range }: Scalar): void {
    if (remarked.has(message)) return;
    remarked.add(message);
    notices.push({ severity, code: "yaml-1.1-scalar", message, location: locate(range?.[0] ?? 0) });
  }

  return (node) => {
    const scalar = isImplicit(node) ? readScalar11(node.source ?? "") : undefined;
    if (!scalar) return scalarValue(node);
    const { value } = scalar;
    if (scalar.remark !== undefined) remark(scalar.remark, typeof value === "boolean" ? "info" : "warning", node);
    return value;
  };
}

/** Tells whether a scalar's form says its type: no quotes and no tag do. */
const isImplicit = ({ type, tag }: Scalar) => type === Scalar.PLAIN && (tag === undefined || isScalarTag(tag));

/**
 * The value of a scalar that both versions of YAML read alike. CloudFormation hands a number on as it is written, so one
 * that JavaScript would write otherwise (`1.0`, `1e3`) keeps its digits; a commit hash (`1e999`) may look like one.
 */
function scalarValue({ value, type, source }: Scalar): unknown {
  if (typeof value !== "number" || type !== Scalar.PLAIN || source === undefined) return value;
  if (String(value) === source) return value;
  return Number.isFinite(value) ? new JsonNumber(source) : source;
}
