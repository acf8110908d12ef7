import { useEffect, useRef, useState } from 'preact/hooks';
import type { Diagnostic, Reply } from '../../../../bindings/api';

export interface Answer<T> {
  /** The newest good answer; where `fresh` is false it answers another question than is asked now. */
  value: T | null;
  errors: readonly Diagnostic[];
  busy: boolean;
  fresh: boolean;
}

interface Held<T> {
  key: string;
  value: T | null;
  valueKey: string;
  errors: readonly Diagnostic[];
}

/**
 * Asks as the question (`key`) changes: one at a time, the latest next, what came between is never asked. `ask` null: nothing is.
 */
export function useAnswer<T>(key: string, ask: (() => Promise<Reply<T>>) | null): Answer<T> {
  const [held, setHeld] = useState<Held<T>>({ key: '', value: null, valueKey: '', errors: [] });
  const latest = useRef({ key, ask });
  latest.current = { key, ask };
  const asking = useRef(false);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  useEffect(() => {
    const next = async (): Promise<void> => {
      if (asking.current || gone.current) return;
      const now = latest.current;
      if (!now.ask) return;
      asking.current = true;
      let reply: Reply<T>;
      try {
        reply = await now.ask();
      } catch (error) {
        const got = error instanceof Error ? error.message : String(error);
        reply = { ok: false, errors: [{ path: '', expected: 'an engine that answers', got }] };
      }
      asking.current = false;
      if (gone.current) return;
      const answered = reply;
      setHeld((before) =>
        answered.ok
          ? { key: now.key, value: answered.value, valueKey: now.key, errors: [] }
          : { ...before, key: now.key, errors: answered.errors },
      );
      if (latest.current.key !== now.key) void next();
    };
    void next();
  }, [key, ask === null]);
  return {
    value: held.value,
    errors: held.key === key ? held.errors : [],
    busy: ask !== null && held.key !== key,
    fresh: held.valueKey === key,
  };
}
