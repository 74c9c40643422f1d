import type { ReadableBody, ReadableDocument, ReadableGroup, ReadableOperation } from "./document.ts";
import { headOf, schemesOf } from "./head.ts";
import { type Json, listOf, nameOfReference, objectOf, resolve, textOf } from "./schema.ts";

/** Reads an AsyncAPI 3 document. What the API receives, a client sends. */
export function readAsyncApi(document: Json): ReadableDocument {
  const operations = Object.entries(objectOf(document.operations));
  const channels = Object.entries(objectOf(document.channels));
  return {
    ...headOf(document),
    servers: Object.entries(objectOf(document.servers)).map(([name, server]) =>
      serverOf(name, resolve(server, document)),
    ),
    schemes: schemesOf(document),
    groups: channels.map(([name, channel]): ReadableGroup => {
      const { title, description } = resolve(channel, document);
      const own = operations.filter(([, operation]) => nameOfReference(resolve(operation, document).channel) === name);
      return {
        title: textOf(title) ?? name,
        description: textOf(description),
        operations: own.map(([id, operation]) => operationOf(id, resolve(operation, document), document)),
      };
    }),
  };
}

function serverOf(name: string, { protocol, host, pathname, title }: Json) {
  return { url: `${protocol}://${host}${textOf(pathname) ?? ""}`, title: textOf(title) ?? name };
}

function operationOf(id: string, operation: Json, document: Json): ReadableOperation {
  const told = textOf(operation.summary);
  const bodies = (messages: unknown) => listOf(messages).map((message) => bodyOf(message, told, document));
  const isSent = operation.action === "receive";
  return {
    id,
    verb: isSent ? "send" : "receive",
    title: textOf(operation.title) ?? id,
    summary: told,
    description: textOf(operation.description),
    security: [],
    parameters: [],
    requests: bodies(operation.messages),
    answers: bodies(objectOf(operation.reply).messages),
    isDeprecated: false,
  };
}

/** `told`: the words that stand above it already. */
function bodyOf(reference: unknown, told: string | undefined, document: Json): ReadableBody {
  const { title, name, summary, description, payload, examples } = resolve(reference, document);
  const words = [textOf(summary), textOf(description)].filter((text) => text !== undefined && text !== told);
  return {
    title: textOf(title) ?? textOf(name) ?? nameOfReference(reference) ?? "Message",
    description: words.length > 0 ? words.join("\n\n") : undefined,
    schema: payload,
    examples: listOf(examples).map((example) => objectOf(example).payload),
  };
}
