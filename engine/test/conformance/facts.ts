import { type Fact, sections as published, sources as publishedSources, type Section } from "@portcullis/conformance";
import { type MessagingFact, messaging as messagingFacts } from "./messaging-facts.ts";
import { messagingSources } from "./messaging-sources.ts";
import { authorizer } from "./remarks/authorizer.ts";
import { connection } from "./remarks/connection.ts";
import { events } from "./remarks/events.ts";
import { frames } from "./remarks/frames.ts";
import { integrations } from "./remarks/integrations.ts";
import { management } from "./remarks/management.ts";
import { messaging } from "./remarks/messaging.ts";
import { observability } from "./remarks/observability.ts";
import { quotas } from "./remarks/quotas.ts";
import type { Remark, Remarks } from "./remarks/remark.ts";
import { routing } from "./remarks/routing.ts";
import { surprises } from "./remarks/surprises.ts";

/** A fact, and what there is to say of the engine. It is proven by each test whose title ends with its id in brackets. */
export type KnownFact = (Fact | MessagingFact) & Remark;

export interface KnownSection {
  readonly title: string;
  readonly compared?: Section["compared"];
  readonly facts: readonly KnownFact[];
}

export const remarks: Remarks = {
  ...connection,
  ...events,
  ...authorizer,
  ...routing,
  ...integrations,
  ...management,
  ...quotas,
  ...observability,
  ...frames,
  ...surprises,
  ...messaging,
};

const own: readonly KnownSection[] = [...published, messagingFacts];

/** All that is known of WebSocket APIs, and of the services whose events reach them. */
export const sections: readonly KnownSection[] = own.map((section) => ({
  ...section,
  facts: section.facts.map((fact) => ({ ...fact, ...remarks[fact.id] })),
}));

/** All that the facts are known from. */
export const sources = { ...publishedSources, ...messagingSources };

export const facts: readonly KnownFact[] = sections.flatMap((section) => section.facts);
