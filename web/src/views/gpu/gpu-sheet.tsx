import type { HardwareProfile } from '../../../../bindings/api';
import * as format from '../../format';
import { EmptyState } from '../common/parts';

interface Figure {
  key: string;
  label: string;
  value: string;
  exact: string;
}

const MIB = 1024 * 1024;
const figure = (
  key: string,
  label: string,
  value: number | null | undefined,
  text: (value: number | null | undefined) => string,
  unit: string,
): Figure => ({
  key,
  label,
  value: text(value),
  exact: format.full(value, unit),
});

function figuresOf(gpu: HardwareProfile): { title: string; figures: Figure[] }[] {
  const peaks = (group: 'matrix_peak_flops_per_s' | 'vector_peak_flops_per_s'): Figure[] =>
    Object.entries(gpu[group]).map(([dtype, value]) =>
      figure(`${group}.${dtype}`, dtype, value, format.flopsPerSecond, 'FLOP/s'),
    );
  return [
    {
      title: 'Memory',
      figures: [
        figure(
          'memory_capacity_gb',
          'Capacity, as sold',
          gpu.memory_capacity_gb,
          (value) => (typeof value === 'number' ? `${format.plain(value)}\u00a0GB` : format.MISSING),
          'GB',
        ),
        figure(
          'memory_capacity_mib',
          'Capacity, as the driver reports',
          gpu.memory_capacity_mib,
          (value) => (typeof value === 'number' ? format.bytesBinary(value * MIB) : format.MISSING),
          'MiB',
        ),
        figure(
          'memory_bandwidth_bytes_per_s',
          'Bandwidth',
          gpu.memory_bandwidth_bytes_per_s,
          format.bytesPerSecond,
          'B/s',
        ),
        figure('l2_bytes', 'L2 cache', gpu.l2_bytes, format.bytesBinary, 'B'),
        figure('l2_bandwidth_bytes_per_s', 'L2 bandwidth', gpu.l2_bandwidth_bytes_per_s, format.bytesPerSecond, 'B/s'),
      ],
    },
    { title: 'Matrix peaks, dense', figures: peaks('matrix_peak_flops_per_s') },
    { title: 'Vector peaks', figures: peaks('vector_peak_flops_per_s') },
    {
      title: 'Device',
      figures: [
        figure('compute_units', 'Compute units', gpu.compute_units, format.count, ''),
        figure('boost_clock_hz', 'Boost clock', gpu.boost_clock_hz, format.hertz, 'Hz'),
        figure('tensor_clock_hz', 'Clock of the matrix peaks', gpu.tensor_clock_hz, format.hertz, 'Hz'),
        figure('link_bytes_per_s', 'GPU link', gpu.link_bytes_per_s, format.bytesPerSecond, 'B/s'),
        figure('pcie_bytes_per_s', 'PCIe, one direction', gpu.pcie_bytes_per_s, format.bytesPerSecond, 'B/s'),
        figure('tdp_w', 'Power limit', gpu.tdp_w, format.watts, 'W'),
        figure('price_usd_per_h', 'Price', gpu.price_usd_per_h, format.dollarsPerHour, 'USD/h'),
      ],
    },
    {
      title: 'Achieved, measured by others',
      figures: [
        figure('achieved.matrix_ratio', 'of the matrix peak', gpu.achieved.matrix_ratio, format.percent, ''),
        figure('achieved.bandwidth_ratio', 'of the bandwidth', gpu.achieved.bandwidth_ratio, format.percent, ''),
        figure('achieved.launch_s', 'Time per launch', gpu.achieved.launch_s, format.seconds, 's'),
      ],
    },
  ];
}

/** The profile that estimates use, figure by figure, each with where it comes from. */
export function GpuSheet({ gpu }: { gpu: HardwareProfile | undefined }) {
  if (!gpu)
    return (
      <EmptyState title="No GPU of this id is known">Pick one above, or drop a profile (JSON) on the page.</EmptyState>
    );
  const references = Object.entries(gpu.references);
  return (
    <section class="gpu-sheet" aria-label={`GPU ${gpu.name}`}>
      <header>
        <h2>{gpu.name}</h2>
        <p class="note">
          {[gpu.vendor, gpu.architecture, gpu.release_year].filter((word) => word !== null && word !== '').join(', ')} ·{' '}
          <code>{gpu.id}</code>
          {gpu.unsupported_formats.length > 0 && ` · no ${gpu.unsupported_formats.join(', ')} units`}
        </p>
        {gpu.notes && <p class="note">{gpu.notes}</p>}
      </header>
      <div class="table-scroll">
        <table class="grid">
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col" class="num">
                Value
              </th>
              <th scope="col">Confidence</th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          {figuresOf(gpu).map(({ title, figures }) => (
            <tbody key={title}>
              <tr class="group-row">
                <th colSpan={4} scope="rowgroup">
                  {title}
                </th>
              </tr>
              {figures.map(({ key, label, value, exact }) => {
                const source = gpu.sources[key];
                return (
                  <tr key={key}>
                    <th scope="row">{label}</th>
                    <td class="num" title={exact}>
                      {value}
                    </td>
                    <td>{source && <span class={`tag confidence-${source.confidence}`}>{source.confidence}</span>}</td>
                    <td class="words" title={source?.note}>
                      {source?.references.map((reference, index) => (
                        <span key={reference}>
                          {index > 0 && ', '}
                          <a href={`#reference-${reference}`} onClick={(event) => jump(event, reference)}>
                            {reference}
                          </a>
                        </span>
                      ))}
                      {source?.note && <span class="source-note"> {source.note}</span>}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          ))}
        </table>
      </div>
      {references.length > 0 && (
        <section class="references">
          <h3>References</h3>
          <dl>
            {references.map(([id, reference]) => (
              <div key={id} id={`reference-${id}`}>
                <dt>
                  <code>{id}</code>
                </dt>
                <dd>
                  {reference.url && /^https?:/.test(reference.url) ? (
                    <a href={reference.url} target="_blank" rel="noopener noreferrer">
                      {reference.title}
                    </a>
                  ) : (
                    reference.title
                  )}
                  {reference.section && <span class="source-note"> {reference.section}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </section>
  );
}

/** The address holds the settings: a jump inside the page must leave it alone. */
function jump(event: Event, reference: string): void {
  event.preventDefault();
  document.getElementById(`reference-${reference}`)?.scrollIntoView({ block: 'center' });
}
