import { useRef, useState } from 'preact/hooks';
import { Icon } from '../../common/icons';
import { save } from '../../common/parts';
import { pngOf, svgDocument } from './export';

interface Props {
  /** File name without its ending: "<report id>.roofline". */
  name: string;
  /** The chart's figures as a sheet. */
  csv?: (() => string) | undefined;
}

/** SVG, PNG and, where the chart has a table, CSV. Stands inside the `figure.chart` that it saves. */
export function ExportMenu({ name, csv }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [fault, setFault] = useState('');
  const run = async (write: (figure: HTMLElement) => void | Promise<void>): Promise<void> => {
    const figure = menu.current?.closest<HTMLElement>('figure.chart');
    menu.current?.removeAttribute('open');
    if (!figure) return;
    try {
      setFault('');
      await write(figure);
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <details class="menu export-menu" ref={menu}>
      <summary title="Save this chart">
        <Icon name="download" /> Export
      </summary>
      <div class="menu-body">
        <button
          type="button"
          onClick={() => void run((figure) => save(`${name}.svg`, svgDocument(figure).text, 'image/svg+xml'))}
        >
          SVG <span class="note">drawing, self-contained</span>
        </button>
        <button
          type="button"
          onClick={() => void run(async (figure) => save(`${name}.png`, await pngOf(figure), 'image/png'))}
        >
          PNG <span class="note">image, twice the size</span>
        </button>
        {csv && (
          <button type="button" onClick={() => void run(() => save(`${name}.csv`, csv(), 'text/csv'))}>
            CSV <span class="note">its figures, in full</span>
          </button>
        )}
      </div>
      {fault && (
        <p class="note" role="alert">
          {fault}
        </p>
      )}
    </details>
  );
}
