const MachineDate = Date;
const machineNow = Date.now;

let offsetMs = 0;

const now = () => machineNow() + offsetMs;

// From the start, because code that keeps `Date.now` for later (`{ now: Date.now }`) keeps what it found.
MachineDate.now = now;

/**
 * `Date` in the engine's time. It shares its prototype with the machine's, so that `instanceof` keeps working for
 * dates made before and after.
 *
 * @param {unknown[]} parts
 * @returns {string | Date}
 */
function EngineDate(...parts) {
  if (!new.target) return new MachineDate(now()).toString();
  /** @type {Function} */
  const base = new.target === EngineDate ? MachineDate : new.target;
  return Reflect.construct(MachineDate, parts.length === 0 ? [now()] : parts, base);
}

Object.defineProperties(EngineDate, {
  name: { value: "Date" },
  length: { value: MachineDate.length },
  prototype: { value: MachineDate.prototype },
  now: { value: now, writable: true, configurable: true },
  parse: { value: MachineDate.parse, writable: true, configurable: true },
  UTC: { value: MachineDate.UTC, writable: true, configurable: true },
});

/** @param {unknown} dateClass */
function installDate(dateClass) {
  Object.defineProperty(globalThis, "Date", { value: dateClass, writable: true, configurable: true });
  Object.defineProperty(MachineDate.prototype, "constructor", {
    value: dateClass,
    writable: true,
    configurable: true,
  });
}

/**
 * Moves this isolate's `Date` ahead of the machine's. Without an offset it is the machine's own class.
 *
 * @param {number} ms
 */
export function setClockOffset(ms) {
  if (ms === offsetMs) return;
  if (offsetMs === 0) installDate(EngineDate);
  else if (ms === 0) installDate(MachineDate);
  offsetMs = ms;
}
