import { useEffect, useState } from 'react';

/** A value once it has not changed for a while (in milliseconds): what is typed is not asked about key by key. */
export function useSettled<Value>(value: Value, wait: number): Value {
  const key = JSON.stringify(value);
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), wait);
    return () => clearTimeout(timer);
  }, [key, wait]);
  return JSON.parse(settled) as Value;
}
