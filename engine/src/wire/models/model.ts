/** A shape of an operation's input, as AWS's model of a service has it. */
export interface Shape {
  readonly type: string;
  /** Of a structure: the shape of each member, or its type where that has no limits. */
  readonly members?: Readonly<Record<string, string>> | undefined;
  readonly required?: readonly string[];
  /** Members outside of the body: `uri:FunctionName`, `querystring:MaxItems`, `header:X-Amz-Log-Type`. */
  readonly places?: Readonly<Record<string, string>>;
  /** The member that is the body. */
  readonly payload?: string;
  /** Of a list. */
  readonly member?: string | undefined;
  /** Of a map. */
  readonly key?: string | undefined;
  readonly value?: string | undefined;
  /** Limits of a number's value, or of the length of anything else. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** Values are not to be shown. */
  readonly sensitive?: boolean;
  /** A structure with exactly one member. */
  readonly union?: boolean;
}

export interface ServiceModel {
  /** Library and model from which it was condensed. */
  readonly origin: string;
  /** The input's shape by operation; "" where there is none. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** The shape of a name; a name that is none is a type without limits. */
export const shapeOf = ({ shapes }: ServiceModel, name = ""): Shape => shapes[name] ?? { type: name };
