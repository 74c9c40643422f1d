/** DynamoDB's sequence numbers have 21 digits or more, and SDKs refuse to send shorter ones (API model of the streams). */
const DIGITS = 21;

const OF_STORE = /^1(\d{20})$/;

/** A number of the store, which counts from 1, in the form of AWS's; numbers keep their order. */
export const awsSequenceNumber = (number: string): string =>
  number.length >= DIGITS ? number : `1${number.padStart(DIGITS - 1, "0")}`;

/** The store's own number; one of another form stays as it is, for the store to refuse. */
export function storeSequenceNumber(number: string): string {
  const [, digits] = OF_STORE.exec(number) ?? [];
  return digits === undefined ? number : digits.replace(/^0+(?=\d)/, "");
}
