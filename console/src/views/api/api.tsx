import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { stack, stackFailure } from "../../engine/stack.ts";
import type { ReadableDocument, ReadableOperation } from "../../model/documents/document.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/controls/button.tsx";
import { CopyButton } from "../../ui/controls/copy-button.tsx";
import { SearchField } from "../../ui/controls/field.tsx";
import { SplitPane } from "../../ui/layout/split-pane.tsx";
import { goTo, href } from "../../ui/links.ts";
import { Empty, Failure } from "../../ui/messages.tsx";
import type { ViewProps } from "../view.ts";
import { failure, type Loaded, load, loaded, type Offer, offersOf } from "./documents.ts";
import { OperationDetail } from "./operation.tsx";
import { Prose } from "./prose.tsx";
import "./api.css";

/** Documents of the APIs, for reading: `#/api`, `#/api/DOCUMENT/OPERATION`. */
export function ApiView({ segments: [, id, operationId] }: ViewProps) {
  const known = stack.value;
  const offers = known ? offersOf(known) : [];
  const offer = offers.find((each) => each.id === id) ?? offers[0];
  // The template may be another one by now.
  useEffect(() => {
    if (offer) void load(offer);
  }, [offer?.id, known]);
  if (!known) return <Waiting />;
  if (!offer)
    return (
      <Empty title="The template has no API" icon="api">
        <p>Add a WebSocket API, an HTTP API, a REST API or a function's URL: what it takes will be described here.</p>
      </Empty>
    );
  const read = loaded.value.get(offer.id);
  if (failure.value !== undefined && !read) return <Failure message={failure.value} onRetry={() => load(offer)} />;
  if (!read) return <Waiting />;
  return <Document offers={offers} offer={offer} read={read} operationId={operationId} />;
}

function Waiting() {
  if (stackFailure.value !== undefined) return <Failure message={stackFailure.value} />;
  return <p class="api-waiting quiet-text">Asking the engine…</p>;
}

interface DocumentOptions {
  readonly offers: readonly Offer[];
  readonly offer: Offer;
  readonly read: Loaded;
  readonly operationId: string | undefined;
}

function Document({ offers, offer, read: { json, document }, operationId }: DocumentOptions) {
  const search = useSignal("");
  const all = document.groups.flatMap(({ operations }) => operations);
  const selected = all.find(({ id }) => id === operationId);
  const text = () => JSON.stringify(json, null, 2);
  return (
    <div class="api">
      <div class="toolbar">
        {offers.length > 1 && (
          <select
            aria-label="Document"
            value={offer.id}
            onChange={({ currentTarget }) => goTo("api", currentTarget.value)}
          >
            {offers.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        )}
        <SearchField
          label="Search operations"
          value={search.value}
          onText={(typed) => {
            search.value = typed;
          }}
        />
        <span class="space" />
        <CopyButton text={text} label="Copy the document">
          Copy
        </CopyButton>
        <Button icon="down" onClick={() => download(offer.fileName, text())}>
          Download
        </Button>
      </div>
      <SplitPane
        label={selected?.title ?? "Operation"}
        onClose={() => goTo("api", offer.id)}
        list={
          <div class="api-list">
            {search.value === "" && <Overview document={document} offer={offer} />}
            <Groups document={document} offer={offer} selected={selected?.id} search={search.value} />
          </div>
        }
        detail={
          selected && (
            <OperationDetail key={selected.id} operation={selected} json={json} isOfSockets={offer.id === "asyncapi"} />
          )
        }
      />
    </div>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}

function Overview({ document, offer }: { readonly document: ReadableDocument; readonly offer: Offer }) {
  const { title, version, description, file, servers, schemes } = document;
  return (
    <section class="api-overview" aria-label="About the API">
      <h2>
        {title} <Badge>{version}</Badge>
      </h2>
      <p class="quiet-text">
        {file === undefined
          ? "Made of the template: its routes, models and authorizers."
          : `The project's own document, ${file}.`}{" "}
        <code>{`curl -o ${offer.fileName} '${location.origin}/_portcullis/${offer.path}'`}</code>
      </p>
      {description !== undefined && <Prose text={description} />}
      {servers.length > 0 && (
        <>
          <h3>Addresses</h3>
          <ul class="api-servers">
            {servers.map(({ url, title: name }) => (
              <li key={url}>
                <code>{url}</code>
                {name !== undefined && <span class="quiet-text">{name}</span>}
                <CopyButton text={url} label={`Copy ${url}`} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>Security</h3>
      {schemes.length === 0 && <p class="quiet-text">Everybody may call.</p>}
      <ul class="api-schemes">
        {schemes.map(({ name, place, description: words }) => (
          <li key={name}>
            <code>{name}</code> <Badge>{place}</Badge>
            {words !== undefined && <Prose text={words} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface GroupsOptions {
  readonly document: ReadableDocument;
  readonly offer: Offer;
  readonly selected: string | undefined;
  readonly search: string;
}

function Groups({ document, offer, selected, search }: GroupsOptions) {
  const wanted = search.trim().toLowerCase();
  const fits = ({ id, title, summary = "", verb }: ReadableOperation) =>
    `${verb} ${title} ${summary} ${id}`.toLowerCase().includes(wanted);
  const groups = document.groups
    .map((group) => ({ ...group, operations: group.operations.filter(fits) }))
    .filter(({ operations }) => operations.length > 0);
  if (groups.length === 0)
    return (
      <p class="api-none quiet-text">
        {wanted === "" ? "It has no operation." : `No operation is called “${search}”.`}
      </p>
    );
  return (
    <>
      {groups.map(({ title, description, operations }) => (
        <section key={title} class="api-group">
          <h3>{title}</h3>
          {description !== undefined && wanted === "" && <Prose text={description} />}
          <ul>
            {operations.map((operation) => (
              <li key={operation.id}>
                <a
                  class="api-row"
                  href={href("api", offer.id, operation.id)}
                  aria-current={operation.id === selected ? "true" : undefined}
                >
                  <span class={`verb ${operation.verb}`}>{operation.verb}</span>
                  <span class={operation.isDeprecated ? "api-name struck" : "api-name"}>{operation.title}</span>
                  <span class="quiet-text ellipsis">{operation.summary}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
