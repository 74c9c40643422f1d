import type { ReadableBody, ReadableOperation } from "../../model/documents/document.ts";
import { exampleOf } from "../../model/documents/example.ts";
import { type Json, type SchemaRow, schemaRows, typeOf } from "../../model/documents/schema.ts";
import { Badge } from "../../ui/badge.tsx";
import { CopyButton } from "../../ui/controls/copy-button.tsx";
import { href } from "../../ui/links.ts";
import { Prose } from "./prose.tsx";

interface OperationOptions {
  readonly operation: ReadableOperation;
  /** The document, for what is referred to. */
  readonly json: Json;
  readonly isOfSockets: boolean;
}

/** An operation with its messages, their schemas and examples. */
export function OperationDetail({ operation, json, isOfSockets }: OperationOptions) {
  const { verb, title, summary, description, security, parameters, requests, answers, isDeprecated } = operation;
  return (
    <article class="operation">
      <h2>
        <span class={`verb ${verb}`}>{verb}</span> {title} {isDeprecated && <Badge tone="warn">deprecated</Badge>}
      </h2>
      {summary !== undefined && <Prose text={summary} />}
      {description !== undefined && <Prose text={description} />}
      {security.length > 0 && (
        <p>
          <span class="quiet-text">Security: </span>
          {security.map((name) => (
            <Badge key={name}>{name}</Badge>
          ))}
        </p>
      )}
      {parameters.length > 0 && (
        <>
          <h3>Parameters</h3>
          <Members
            label="Parameters"
            rows={parameters.map(({ name, place, isRequired, type, description: words }) => ({
              depth: 0,
              name,
              type: `${type} in ${place}`,
              isRequired,
              limits: "",
              description: words,
            }))}
          />
        </>
      )}
      {requests.map((body) => (
        <Body key={body.title} body={body} json={json} canTry={isOfSockets && verb === "send"} />
      ))}
      {answers.map((body) => (
        <Body key={body.title} body={body} json={json} canTry={false} isAnswer />
      ))}
    </article>
  );
}

/** Most examples of one message that are shown. */
const MOST_EXAMPLES = 3;

interface BodyOptions {
  readonly body: ReadableBody;
  readonly json: Json;
  readonly canTry: boolean;
  readonly isAnswer?: boolean;
}

function Body({ body, json, canTry, isAnswer = false }: BodyOptions) {
  const { title, description, schema, examples } = body;
  const rows = schema === undefined ? [] : schemaRows(schema, json);
  const type = schema === undefined ? undefined : typeOf(schema, json);
  const sample = examples.length > 0 ? examples : [schema === undefined ? undefined : exampleOf(schema, json)];
  return (
    <section class="operation-body">
      <h3>
        {isAnswer && <span class="quiet-text">Answer: </span>}
        {title} {type !== undefined && rows.length === 0 && <span class="quiet-text">{type}</span>}
      </h3>
      {description !== undefined && description !== "" && <Prose text={description} />}
      {rows.length > 0 && <Members label={`Members of ${title}`} rows={rows} />}
      {sample
        .filter((value) => value !== undefined)
        .slice(0, MOST_EXAMPLES)
        .map((value) => (
          <Example
            key={JSON.stringify(value)}
            value={value}
            isMade={examples.length === 0}
            canTry={canTry}
            title={title}
          />
        ))}
    </section>
  );
}

interface ExampleOptions {
  readonly value: unknown;
  /** Not the document's own. */
  readonly isMade: boolean;
  readonly canTry: boolean;
  readonly title: string;
}

function Example({ value, isMade, canTry, title }: ExampleOptions) {
  const text = JSON.stringify(value, null, 2);
  return (
    <figure class="example">
      <figcaption>
        <span class="quiet-text">{isMade ? "Example, made of the schema" : "Example"}</span>
        {canTry && (
          <a href={`${href("playground")}?message=${encodeURIComponent(JSON.stringify(value))}`}>
            Try in the playground
          </a>
        )}
        <CopyButton text={text} label={`Copy the example of ${title}`} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys scroll what has the focus */}
      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}

function Members({ label, rows }: { readonly label: string; readonly rows: readonly SchemaRow[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys scroll what has the focus
    <section class="api-scroll" tabIndex={0} aria-label={label}>
      <table class="api-table">
        <thead>
          <tr>
            <th>Name</th>
            <th>Type</th>
            <th>About</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ depth, name, type, isRequired, limits, description }, index) => (
            <tr key={index}>
              <th scope="row" style={{ paddingLeft: `${12 + depth * 16}px` }}>
                <code>{name}</code>
                {isRequired && <span class="needed">required</span>}
              </th>
              <td>
                <code>{type}</code>
              </td>
              <td>
                {description !== undefined && <Prose text={description} />}
                {limits !== "" && <span class="quiet-text">{limits}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
