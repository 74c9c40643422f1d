import { BASES } from "./inputs/bases.ts";
import type { Input } from "./inputs/json.ts";
import type { Kind } from "./inputs/mutations.ts";
import { least, type Seeds } from "./inputs/values.ts";
import { wrongInputs } from "./inputs/wrong-inputs.ts";
import { type Service, services } from "./model.ts";
import { wrongEnvelopes } from "./requests/envelopes.ts";
import { requestOf, type WrongRequest } from "./requests/request.ts";

/** A call that is wrong in one thing. */
export interface NegativeCase {
  /** `sqs SendMessage: length, MessageBody, one too long`. */
  readonly name: string;
  /** Kind, member and what is wrong: the name without service and operation. */
  readonly place: string;
  readonly service: Service;
  readonly operation: string;
  readonly kind: Kind;
  /** Made when it is sent: some are long. */
  readonly request: () => WrongRequest;
  /** True where AWS may also take it: then it is only held to an answer of its protocol. */
  readonly tolerable: boolean;
}

/** All cases of all operations. */
export const allCases = (seeds: Seeds): readonly NegativeCase[] =>
  services.flatMap((service) => Object.keys(service.calls).flatMap((operation) => casesOf(service, operation, seeds)));

export function casesOf(service: Service, operation: string, seeds: Seeds): readonly NegativeCase[] {
  const { model } = service;
  const shapeName = model.inputs[operation] ?? "";
  const values = { model, seeds, isForm: service.protocol === "query" };
  const input = baseOf(service, operation, seeds);
  const inputs = shapeName === "" ? [] : wrongInputs({ input, shapeName, values });
  const envelopes = wrongEnvelopes({ service, operation, input, request: requestOf(service, operation, input) });
  const named = (kind: Kind, ...rest: readonly string[]) => {
    const place = [kind, ...rest].filter(Boolean).join(", ");
    return { name: `${service.title} ${operation}: ${place}`, place, service, operation, kind };
  };
  return [
    ...inputs.map(({ kind, path, label, input: wrong, tolerable }) => ({
      ...named(kind, path, label),
      request: () => requestOf(service, operation, wrong),
      tolerable,
    })),
    ...envelopes.map(({ kind, label, request, tolerable }) => ({
      ...named(kind, label),
      request: () => request,
      tolerable,
    })),
  ];
}

/** A right input of an operation. */
export function baseOf({ name, model }: Service, operation: string, seeds: Seeds): Input {
  const bases = BASES[name] ?? {};
  const given = bases[operation] ?? bases["*"] ?? {};
  const shape = model.inputs[operation] ?? "";
  if (shape === "") return {};
  const members = model.shapes[shape]?.members ?? {};
  const all = {
    ...(least(shape, { model, seeds, isForm: false }) as Input),
    ...(typeof given === "function" ? given(seeds) : given),
  };
  return Object.fromEntries(Object.entries(all).filter(([member]) => Object.hasOwn(members, member)));
}
