/** Strokes on a field of 16 × 16. */
const ICONS = {
  live: "M1 8h3l2-5 4 10 2-5h3",
  traces: "M2 3h7M5 8h9M4 13h6",
  playground: "M2 3h12v8H7l-3 3v-3H2z",
  functions: "M4 2h2l5 12h2M7 7l-4 7",
  data: "M2 4c0-3 12-3 12 0s-12 3-12 0v8c0 3 12 3 12 0V4M2 8c0 3 12 3 12 0",
  diagram: "M6 2h4v3H6zM2 11h4v3H2zM10 11h4v3h-4zM8 5v3M4 11V8h8v3",
  metrics: "M2 14V2M2 14h12M5 11V8M8 11V5M11 11V7",
  time: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v3l2 2",
  api: "M5 4L1 8l4 4M11 4l4 4-4 4M9 3L7 13",
  search: "M7 2a5 5 0 1 1 0 10A5 5 0 0 1 7 2zM11 11l3 3",
  copy: "M5 5h8v9H5zM5 11H3V2h8v3",
  check: "M3 8l3 4 7-8",
  close: "M3 3l10 10M13 3L3 13",
  plus: "M8 2v12M2 8h12",
  minus: "M2 8h12",
  trash: "M2 4h12M6 4V2h4v2M4 4l1 10h6l1-10",
  pause: "M5 3v10M11 3v10",
  play: "M4 2l9 6-9 6z",
  up: "M8 14V3M4 7l4-4 4 4",
  down: "M8 2v11M4 9l4 4 4-4",
  left: "M10 3L5 8l5 5",
  right: "M6 3l5 5-5 5",
  open: "M3 6l5 5 5-5",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  sun: "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v1M8 14v1M1 8h1M14 8h1M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  moon: "M13 10A6 6 0 0 1 6 3a6 6 0 1 0 7 7z",
  system: "M2 3h12v8H2zM6 14h4M8 11v3",
  help: "M6 6a2 2 0 1 1 3 2c-1 .5-1 1-1 2M8 13h.01",
  key: "M5 8a3 3 0 1 1 0 .1M8 8h6v3M11 8v2",
  send: "M2 8l12-6-4 12-3-5z",
  eye: "M1 8c3-6 11-6 14 0-3 6-11 6-14 0zM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  filter: "M2 3h12L10 8v5l-4-2V8z",
  refresh: "M13 8a5 5 0 1 1-2-4l2 1M13 2v3h-3",
  warning: "M8 2l7 12H1zM8 7v3M8 12h.01",
  link: "M7 9l3-3M6 6L3 9a2.5 2.5 0 0 0 4 4l2-2M9 10l4-4a2.5 2.5 0 0 0-4-4L7 4",
  star: "M8 2l2 4 4 .5-3 3 .7 4.5L8 12l-3.7 2 .7-4.5-3-3L6 6z",
} as const;

export type IconName = keyof typeof ICONS;

/** A picture beside words, or in a button that has a label. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={ICONS[name]} />
    </svg>
  );
}
