import { useEffect } from 'preact/hooks';
import type { Controller } from '../state/controller';
import { closeMenu, commandOf } from './commands';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input:not([type=checkbox], [type=radio]), textarea, select') !== null;

/** Keys that work everywhere on the page. Inside a text field, undo and select-all stay the browser's. */
export function useShortcuts(controller: Controller): void {
  useEffect(() => {
    const { store } = controller;
    const press = (event: KeyboardEvent): void => {
      // A sheet has the keys to itself.
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const command = commandOf(event, isTyping(event.target), store.get());
      if (!command) return;
      event.preventDefault();
      command.run(controller);
    };
    /** A menu closes when something else is clicked, as menus do. */
    const closeMenus = (event: Event): void => {
      for (const menu of document.querySelectorAll('details.menu[open]')) {
        if (!(event.target instanceof Node && menu.contains(event.target))) menu.removeAttribute('open');
      }
    };
    /** So does one that the focus has left. */
    const leaveMenus = (event: FocusEvent): void => {
      const to = event.relatedTarget;
      for (const menu of document.querySelectorAll('details.menu[open]')) {
        if (to instanceof Node && !menu.contains(to)) menu.removeAttribute('open');
      }
    };
    const escapeField = (event: KeyboardEvent): void => {
      const menu =
        event.key === 'Escape' && event.target instanceof Element && event.target.closest('details.menu[open]');
      if (menu) closeMenu(menu);
    };
    addEventListener('keydown', press);
    addEventListener('keydown', escapeField);
    addEventListener('click', closeMenus);
    addEventListener('focusout', leaveMenus);
    return () => {
      removeEventListener('keydown', press);
      removeEventListener('keydown', escapeField);
      removeEventListener('click', closeMenus);
      removeEventListener('focusout', leaveMenus);
    };
  }, [controller]);
}
