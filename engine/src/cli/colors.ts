import picocolors from "picocolors";

/** Colour is for terminals: not for pipes and files, nor where NO_COLOR (https://no-color.org) is set. */
export const colors = picocolors.createColors(
  process.stdout.isTTY === true && process.stderr.isTTY === true && !process.env.NO_COLOR,
);
