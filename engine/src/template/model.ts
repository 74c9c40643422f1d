import type { z } from "zod";
import type { Location } from "../kernel/errors.ts";

/** The engine's treatment of a part of a template. */
export type Verdict = "emulated" | "inert" | "refused";

/** Something to tell the user about a template. An error stops the start; the others do not. */
export interface Notice {
  readonly severity: "error" | "warning" | "info";
  /** Stable and machine-readable, e.g. `unknown-resource-type`. */
  readonly code: string;
  readonly message: string;
  readonly location?: Location;
  readonly logicalId?: string;
  /** An `info` of which users hear at every start, since it decides what runs. */
  readonly isTold?: true;
}

/** The names that a stack's resources are made of. */
export interface StackIdentity {
  readonly name: string;
  /** `arn:aws:cloudformation:…:stack/{name}/{uuid}` */
  readonly id: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

/**
 * One resource type that the engine emulates: a row of a table that each service owns.
 * `Ref` and `Fn::GetAtt` depend on names alone, so a template resolves before anything runs.
 */
export interface ResourceType<P = unknown> {
  /** The schema of the resolved properties. Keys that it does not list are reported as accepted without effect. */
  readonly schema: z.ZodType<P>;
  /** The physical id: what `Ref` gives. `properties` are resolved but not yet validated. */
  ref(logicalId: string, properties: Readonly<Record<string, unknown>>, stack: StackIdentity): string;
  /** The values of `Fn::GetAtt`, by attribute name. */
  readonly attributes?: Readonly<
    Record<string, (physicalId: string, stack: StackIdentity, properties: Readonly<Record<string, unknown>>) => unknown>
  >;
}

export interface StackResource<P = Readonly<Record<string, unknown>>> {
  readonly logicalId: string;
  /** The type in the expanded template, e.g. `AWS::Lambda::Function` (never a SAM type). */
  readonly type: string;
  readonly verdict: Verdict;
  /** Resolved; validated by its type's schema when the type is emulated. */
  readonly properties: P;
  /** The value of `Ref`. */
  readonly physicalId: string;
  /** The value of `Fn::GetAtt`; throws a `UserError` for an attribute that the type lacks. */
  attribute(name: string): unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
  readonly location: Location;
}

/** A template as plain data: expanded, its conditions decided, its intrinsics resolved. */
export interface Stack extends StackIdentity {
  /** Absolute path of the template, and of the folder that relative paths start from. */
  readonly file: string;
  readonly baseDir: string;
  /** The files that it depends on: itself, what it includes, and the same of nested stacks. Absolute paths. */
  readonly files: readonly string[];
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  /** Parameters whose values nobody is shown (`NoEcho`). */
  readonly concealed: ReadonlySet<string>;
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly outputs: ReadonlyMap<string, { readonly value: unknown; readonly description?: string }>;
  readonly notices: readonly Notice[];
  /** The place of a part of a resource, as near as the file tells: `["Properties", "Handler"]`. */
  locate(logicalId: string, path: readonly (string | number)[]): Location;
}
