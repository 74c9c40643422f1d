import { useClient } from "@portcullis/client/react";
import { followState } from "@portcullis/client/state";
import { useEffect, useState } from "react";

/** Returns the last value of each key of an entity's state, and renders anew as they change. */
export function useEntityState<Value>(entityId: string): ReadonlyMap<string, Value> {
  const client = useClient();
  const [values, setValues] = useState<ReadonlyMap<string, Value>>(new Map());
  useEffect(() => {
    if (!client) return;
    const subscription = followState<Value>(client, entityId, setValues);
    return () => subscription.unsubscribe();
  }, [client, entityId]);
  return values;
}
