import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { EmptyState } from './parts';

/** A view whose code is loaded when it is first shown. */
export function lazy<P extends object>(area: string, load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [, redraw] = useState(0);
    const [fault, setFault] = useState<string | null>(null);
    const fetch = (): void => {
      setFault(null);
      load().then(
        (view) => {
          loaded = view;
          redraw((count) => count + 1);
        },
        (error: unknown) => setFault(error instanceof Error ? error.message : String(error)),
      );
    };
    useEffect(() => {
      if (!loaded) fetch();
    }, []);
    if (loaded) {
      const View = loaded;
      return <View {...props} />;
    }
    if (fault === null) return <EmptyState title={`Loading ${area} …`} />;
    return (
      <EmptyState title={`${area} could not be loaded`}>
        <p>{fault}</p>
        <button type="button" onClick={fetch}>
          Try again
        </button>
      </EmptyState>
    );
  };
}
