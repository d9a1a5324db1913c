import { useEffect, useState } from 'react';

/** A value once it has not changed for `ms` milliseconds. It must keep its identity while it is the same. */
export function useDebounced<Value>(value: Value, ms: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
