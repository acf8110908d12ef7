import type { ComponentChildren } from 'preact';
import { ExportMenu } from './export-menu';

interface Props {
  /** File name of its exports, without an ending. */
  file: string;
  title: string;
  /** What it is of: model, workload, GPU. Stands in the exports too. */
  subtitle: string;
  tools?: ComponentChildren;
  legend?: ComponentChildren;
  csv?: (() => string) | undefined;
  children: ComponentChildren;
}

/** A chart with its title, tools, legend and exports. The drawing inside is one `svg.plot`. */
export function ChartFrame({ file, title, subtitle, tools, legend, csv, children }: Props) {
  return (
    <figure class="chart">
      <figcaption class="chart-head">
        <div class="chart-titles">
          <h2 class="chart-title">{title}</h2>
          <p class="chart-subtitle">{subtitle}</p>
        </div>
        <div class="chart-tools">
          {tools}
          <ExportMenu name={file} csv={csv} />
        </div>
      </figcaption>
      {legend}
      {children}
    </figure>
  );
}

/** A choice of a few, one of them pressed. */
export function Choice<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly { id: T; label: string; title?: string }[];
  value: T;
  onChange(id: T): void;
}) {
  return (
    <div class="choice">
      <span class="choice-label" aria-hidden="true">
        {label}
      </span>
      <div class="segmented" role="group" aria-label={label}>
        {options.map((one) => (
          <button
            key={one.id}
            type="button"
            aria-pressed={one.id === value}
            title={one.title}
            onClick={() => onChange(one.id)}
          >
            {one.label}
          </button>
        ))}
      </div>
    </div>
  );
}
