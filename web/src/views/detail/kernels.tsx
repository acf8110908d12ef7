import type { ModuleKernels } from '../../../../bindings/api';
import * as format from '../../format';
import type { Loaded } from '../../state/types';
import { CsvButton, csvOf } from '../common/csv';
import { Diagnostics, Dot } from '../common/parts';

interface Props {
  kernels: Loaded<ModuleKernels>;
  moduleId: string;
  byteUnits: format.ByteUnits;
  onOpen(): void;
}

/** What the chosen runtime launches for a module, in execution order; loaded when it is opened. */
export function Kernels({ kernels, moduleId, byteUnits, onOpen }: Props) {
  const here = kernels.kind === 'here' && kernels.value.module_id === moduleId ? kernels.value.kernels : null;
  return (
    <section>
      <details
        key={moduleId}
        class="kernels"
        onToggle={(event) => {
          if (event.currentTarget.open) onOpen();
        }}
      >
        <summary>Kernels of the runtime</summary>
        {kernels.kind === 'failed' && <Diagnostics errors={kernels.errors} label="Faults" />}
        {kernels.kind === 'loading' && <p class="note">Counting</p>}
        {here?.length === 0 && <p class="note">None: it launches nothing.</p>}
        {here && here.length > 0 && (
          <CsvButton
            name={`${moduleId.replaceAll('/', '_')}.kernels`}
            csv={() =>
              csvOf(
                ['module', 'operator', 'kernel', 'kind', 'shape', 'launches', 'time_ms', 'bytes', 'bound'],
                here.map((row) => [
                  ...[row.module_id, row.operator, row.name, row.kind, row.shape],
                  ...[row.launches, row.time_ms, row.bytes, row.bound],
                ]),
              )
            }
          />
        )}
        {here && here.length > 0 && (
          <table class="grid compact">
            <thead>
              <tr>
                <th scope="col">Kernel</th>
                <th scope="col" class="num">
                  Launches
                </th>
                <th scope="col" class="num">
                  Time
                </th>
                <th scope="col" class="num">
                  Bytes
                </th>
                <th scope="col">Bound</th>
              </tr>
            </thead>
            <tbody>
              {here.map((row, index) => (
                <tr key={index} title={`${row.module_id}: ${row.kind}, ${row.shape}`}>
                  <th scope="row">
                    <code>{row.name}</code>
                  </th>
                  <td class="num" title={format.full(row.launches)}>
                    {format.count(row.launches)}
                  </td>
                  <td class="num" title={format.full(row.time_ms, 'ms')}>
                    {format.time(row.time_ms)}
                  </td>
                  <td class="num" title={format.full(row.bytes, 'B')}>
                    {format.bytesIn(byteUnits, row.bytes)}
                  </td>
                  <td>
                    <Dot name={`bound-${row.bound}`} />
                    {row.bound}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </details>
    </section>
  );
}
