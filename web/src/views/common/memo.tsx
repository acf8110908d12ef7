import { Component, type ComponentType } from 'preact';

/**
 * Draws a view again only where what it shows has changed. Callbacks do not count: those of the views that use this only call the
 * controller, which stays the same.
 */
export function memo<P extends object>(View: ComponentType<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const before = this.props as Record<string, unknown>;
      const after = next as Record<string, unknown>;
      const keys = Object.keys(after);
      if (keys.length !== Object.keys(before).length) return true;
      return keys.some((key) => after[key] !== before[key] && typeof after[key] !== 'function');
    }
    override render() {
      return <View {...(this.props as P)} />;
    }
  };
}
