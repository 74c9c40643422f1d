/** `requestTime` of events: the Common Log Format in UTC, e.g. `11/Nov/2024:11:35:24 +0000`. */
export function requestTime(epochMs: number): string {
  const [, day, month, year, time] = new Date(epochMs).toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}
