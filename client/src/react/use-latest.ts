import { useEffect, useRef } from "react";

/** Returns a reference to the value of the last render that was shown: handlers may change without a new subscription. */
export function useLatest<Value>(value: Value): { readonly current: Value } {
  const reference = useRef(value);
  useEffect(() => {
    reference.current = value;
  });
  return reference;
}
