let lastSecond = Number.NaN;
let lastText = "";

/** `requestTime` of events: the Common Log Format in UTC, e.g. `11/Nov/2024:11:35:24 +0000`. */
export function requestTime(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  // Thousands of events share a second, and formatting is dear.
  if (second !== lastSecond) lastText = format(epochMs);
  lastSecond = second;
  return lastText;
}

function format(epochMs: number): string {
  const [, day, month, year, time] = new Date(epochMs).toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}
