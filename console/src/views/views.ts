import type { ViewRow } from "./view.ts";

/** All views, in the order of the left bar. */
export const VIEWS: readonly ViewRow[] = [
  {
    id: "live",
    title: "Live",
    about: "Connections as they are now, and all about each",
    icon: "live",
    key: "l",
    also: ["connections"],
    load: () => import("./live/live.tsx").then(({ Live }) => Live),
  },
  {
    id: "traces",
    title: "Traces",
    about: "Handshakes, messages, pushes and events, and why each ended as it did",
    icon: "traces",
    key: "t",
    load: async () => (await import("./traces/traces.tsx")).Traces,
  },
  {
    id: "playground",
    title: "Playground",
    about: "Open sockets, send messages, get tokens",
    icon: "playground",
    key: "p",
    load: () => import("./playground/playground.tsx").then(({ Playground }) => Playground),
  },
  {
    id: "functions",
    title: "Functions",
    about: "Logs, errors and invocations of functions",
    icon: "functions",
    key: "f",
    load: () => import("./functions/functions.tsx").then(({ Functions }) => Functions),
  },
  {
    id: "data",
    title: "Data",
    about: "Tables, queues, buses, topics, secrets and state machines",
    icon: "data",
    key: "d",
    load: async () => (await import("./data/data.tsx")).Data,
  },
  {
    id: "diagram",
    title: "Diagram",
    about: "The template as a picture, with what runs through it",
    icon: "diagram",
    key: "i",
    load: () => import("./diagram/diagram.tsx").then(({ DiagramView }) => DiagramView),
  },
  {
    id: "metrics",
    title: "Metrics",
    about: "Connections, messages, latency and errors over time",
    icon: "metrics",
    key: "m",
    load: () => import("./metrics/metrics.tsx").then(({ MetricsView }) => MetricsView),
  },
  {
    id: "time",
    title: "Time and faults",
    about: "Move the engine's time, and let things go wrong on purpose",
    icon: "time",
    key: "c",
    load: () => import("./time/time.tsx").then(({ TimeView }) => TimeView),
  },
  {
    id: "api",
    title: "API",
    about: "Messages and requests that the APIs take",
    icon: "api",
    key: "a",
    load: () => import("./api/api.tsx").then(({ ApiView }) => ApiView),
  },
];

/** Finds the view that a first segment leads to. */
export const viewOf = (segment: string | undefined): ViewRow | undefined =>
  VIEWS.find(({ id, also = [] }) => id === segment || also.includes(segment ?? ""));
