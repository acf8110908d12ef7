import { useEffect } from 'preact/hooks';
import type { Controller } from '../state/controller';
import { TABS } from '../state/types';
import { save } from './common/parts';
import { zipOf } from './header/actions';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input:not([type=checkbox]), textarea, select') !== null;

/** Keys that work everywhere on the page. Inside a text field, undo and select-all stay the browser's. */
export function useShortcuts(controller: Controller): void {
  useEffect(() => {
    const { store } = controller;
    const press = (event: KeyboardEvent): void => {
      if (store.get().shortcutsOpen || store.get().exportOpen) return;
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      const act = (action: () => void): void => {
        event.preventDefault();
        action();
      };
      if (command && key === 'o') return act(() => document.getElementById('open-files')?.click());
      if (command && key === 's') return act(() => void saveAll(controller));
      if (isTyping(event.target)) return undefined;
      if (command && key === 'z') return act(() => (event.shiftKey ? controller.redo() : controller.undo()));
      if (command && key === 'y') return act(() => controller.redo());
      if (command || event.altKey) return undefined;
      if (key === 'b') return act(() => (store.get().baseline ? controller.runs.unpin() : controller.runs.pin()));
      if (event.key === '?') return act(() => store.patch({ shortcutsOpen: true }));
      const menu = document.querySelector('details.menu[open]');
      if (event.key === 'Escape' && menu) return act(() => menu.removeAttribute('open'));
      if (event.key === 'Escape' && store.get().selectedId) return act(() => controller.select(null));
      // The tenth is 0, as on the keyboard.
      const tab = /^[0-9]$/.test(event.key) ? TABS[(Number(event.key) + 9) % 10] : undefined;
      if (tab) act(() => controller.show(tab));
      return undefined;
    };
    /** A menu closes when something else is clicked, as menus do. */
    const closeMenus = (event: Event): void => {
      for (const menu of document.querySelectorAll('details.menu[open]')) {
        if (!(event.target instanceof Node && menu.contains(event.target))) menu.removeAttribute('open');
      }
    };
    addEventListener('keydown', press);
    addEventListener('click', closeMenus);
    return () => {
      removeEventListener('keydown', press);
      removeEventListener('click', closeMenus);
    };
  }, [controller]);
}

async function saveAll(controller: Controller): Promise<void> {
  const files = await controller.filesForDownload();
  if (files) save(files.archive_name, await zipOf(files), 'application/zip');
}
