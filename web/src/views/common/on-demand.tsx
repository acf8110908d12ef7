import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { EmptyState } from './parts';

/** A view whose code is loaded when it is first shown; the first view of the page stays small. */
export function onDemand<P extends object>(load: () => Promise<ComponentType<P>>, title: string): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function OnDemand(props: P) {
    const [state, setState] = useState<{ failed: string | null; tries: number }>({ failed: null, tries: 0 });
    const [, setLoaded] = useState(loaded !== null);
    useEffect(() => {
      if (loaded) return undefined;
      let current = true;
      load().then(
        (view) => {
          loaded = view;
          if (current) setLoaded(true);
        },
        (error: unknown) =>
          current &&
          setState(({ tries }) => ({ failed: error instanceof Error ? error.message : String(error), tries })),
      );
      return () => {
        current = false;
      };
    }, [state.tries]);
    if (loaded) {
      const View = loaded;
      return <View {...props} />;
    }
    if (state.failed === null) return <EmptyState title={`Loading ${title} …`} />;
    return (
      <EmptyState title={`${title} could not be loaded`}>
        {state.failed}{' '}
        <button type="button" onClick={() => setState(({ tries }) => ({ failed: null, tries: tries + 1 }))}>
          Try again
        </button>
      </EmptyState>
    );
  };
}
