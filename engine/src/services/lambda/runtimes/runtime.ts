import type { RuntimeCommand } from "../environment/runtime-api/process.ts";

/** The program that runs a function's code on this machine. */
export type Runtime =
  /** This Node.js, in a thread or a process. */
  | { readonly kind: "node"; readonly leadsCalls: true }
  /** A program that speaks the Runtime API. */
  | {
      readonly kind: "command";
      readonly command: RuntimeCommand;
      readonly variables: Readonly<Record<string, string>>;
      /** Leads calls to AWS's hosts to the engine; otherwise only those are led there that go by AWS_ENDPOINT_URL. */
      readonly leadsCalls: boolean;
    }
  | { readonly kind: "unavailable"; readonly reason: string };

/** The debugger's place in a process of another language than this one's. */
export interface DebuggerRequest {
  readonly port: number;
  /** The code waits for it. */
  readonly waits: boolean;
}

/** One function's code and what lies under its `/opt`. */
export interface RuntimeRequest {
  /** E.g. `python3.12`. */
  readonly name: string;
  readonly handler: string;
  readonly taskRoot: string;
  /** The roots of its layers; an earlier one wins. */
  readonly layers: readonly string[];
  /** The engine's endpoint. */
  readonly endpoint: string;
  /** Custom domain names that lead to the engine. */
  readonly domainNames: readonly string[];
  /** Present where a debugger is to be let in. */
  readonly debugger?: DebuggerRequest | undefined;
  /** Tells the function's user something. */
  readonly warn: (message: string) => void;
}

export const unavailable = (reason: string): Runtime => ({ kind: "unavailable", reason });

/** `PATH` and the like, with the layers' folders before what Lambda has there itself. */
export const withLayers = (layers: readonly string[], folder: string, others: readonly string[]) =>
  [...layers.map((layer) => `${layer}/${folder}`), ...others].join(":");
