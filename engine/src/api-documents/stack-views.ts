import { diagramOf } from "../diagram/diagram.ts";
import { drawingOf } from "../diagram/drawing.ts";
import { connectionsId } from "../diagram/edges/routes.ts";
import { createFind } from "../diagram/nodes.ts";
import type { Stack } from "../template/model.ts";
import type { PlainObject } from "../template/plain-data.ts";
import { asyncApiOf } from "./async-api.ts";
import { httpApiNames, openApiOf } from "./open-api.ts";
import { readProjectDocument } from "./project-document.ts";

export interface StackViewsOptions {
  /** The stack that runs now. */
  readonly stack: () => Stack;
  /** An API's stage on this machine, by the logical id of the API. */
  readonly localUrl: (api: string, stage: string) => string | undefined;
}

/** A document, or the reason for which there is none. */
export type Found = { readonly document: PlainObject } | { readonly missing: string };

/** A running stack as pictures and documents. */
export interface StackViews {
  diagram(): Promise<object>;
  /** Of the project, unless `generated` asks for that of the template. */
  asyncApi(options: { readonly generated: boolean }): Promise<Found>;
  openApi(options: { readonly generated: boolean; readonly api: string | undefined }): Promise<Found>;
}

/** The origin of a document: a file of the project, or the template. */
const SOURCE = "x-portcullis-source";

export function createStackViews({ stack, localUrl }: StackViewsOptions): StackViews {
  async function ofProject(name: "asyncapi" | "openapi"): Promise<Found | undefined> {
    const found = await readProjectDocument(stack().baseDir, name);
    return found && { document: { ...found.document, [SOURCE]: found.file } };
  }

  const functionNames = () => {
    const find = createFind(stack());
    return (arn: string) => find(arn)?.logicalId ?? arn.split(":function:").at(-1) ?? arn;
  };

  const ofTemplate = (document: PlainObject | undefined, missing: string): Found =>
    document ? { document: { ...document, [SOURCE]: "template" } } : { missing };

  return {
    diagram: () => drawingOf(stack()),
    async asyncApi({ generated }) {
      const written = generated ? undefined : await ofProject("asyncapi");
      if (written) return written;
      const { edges } = diagramOf(stack());
      const isPostedTo = (api: string) => edges.some(({ to, kind }) => kind === "posts" && to === connectionsId(api));
      const document = asyncApiOf(stack(), { localUrl, functionName: functionNames(), isPostedTo });
      return ofTemplate(document, "The template has no WebSocket API.");
    },
    async openApi({ generated, api }) {
      const names = httpApiNames(stack());
      const [only, another] = names;
      const written = generated || another !== undefined ? undefined : await ofProject("openapi");
      if (written) return written;
      if (only === undefined) return { missing: "The template has no API that answers HTTP." };
      if (api === undefined && another !== undefined)
        return { missing: `Name one of ${names.join(", ")}, as ?api=${only}.` };
      const document = openApiOf(stack(), api ?? only, { localUrl, functionName: functionNames() });
      return ofTemplate(document, `No API that answers HTTP is called ${api}: there are ${names.join(", ")}.`);
    },
  };
}
