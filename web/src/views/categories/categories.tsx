import { useState } from 'preact/hooks';
import type { AnalyticModelReport, OperatorMetrics } from '../../../../bindings/api';
import * as format from '../../format';
import { CsvButton, csvOf } from '../common/csv';
import { Dot, EmptyState, ShareBar } from '../common/parts';
import { treeOf } from '../tree/model';

type Key = 'category_id' | 'calls' | 'flops_tflops' | 'share_of_module_flops' | 'io_tb';
const HEADS: { key: Key; label: string; numeric: boolean }[] = [
  { key: 'category_id', label: 'Category', numeric: false },
  { key: 'calls', label: 'Calls', numeric: true },
  { key: 'flops_tflops', label: 'FLOPs', numeric: true },
  { key: 'share_of_module_flops', label: 'Share of FLOPs', numeric: true },
  { key: 'io_tb', label: 'I/O', numeric: true },
];

/** What each operator category does over the whole model. */
export function Categories({ report, byteUnits }: { report: AnalyticModelReport; byteUnits: format.ByteUnits }) {
  const [sort, setSort] = useState<Key | null>('flops_tflops');
  const rows = treeOf(report).root?.metrics?.operator_breakdown ?? [];
  if (rows.length === 0) return <EmptyState title="The report has no operators" />;
  const compare = (a: OperatorMetrics, b: OperatorMetrics): number =>
    sort === null ? 0 : sort === 'category_id' ? (a.category_id < b.category_id ? -1 : 1) : b[sort] - a[sort];
  const sorted = [...rows].sort(compare);
  const about = new Map(report.operator_categories.map((category) => [category.category_id, category]));
  const csv = (): string =>
    csvOf(
      ['category', 'calls', 'flops', 'share_of_flops', 'io_bytes', 'what it holds'],
      sorted.map((row) => [
        row.category_id,
        row.calls,
        format.flopsOfTeraflops(row.flops_tflops),
        row.share_of_module_flops,
        Math.round(format.bytesOfTerabits(row.io_tb)),
        about.get(row.category_id)?.description,
      ]),
    );
  return (
    <section class="categories" aria-label="Operator categories">
      <div class="toolbar">
        <h3>Operator categories</h3>
        <CsvButton name={`${report.report_id}.categories`} csv={csv} />
      </div>
      <div class="table-scroll">
        <table class="grid">
          <thead>
            <tr>
              {HEADS.map((head) => (
                <th
                  key={head.key}
                  scope="col"
                  class={head.numeric ? 'num' : ''}
                  aria-sort={sort === head.key ? (head.numeric ? 'descending' : 'ascending') : 'none'}
                >
                  <button type="button" class="sort" onClick={() => setSort(sort === head.key ? null : head.key)}>
                    {head.label}
                    <span class="sort-mark" aria-hidden="true">
                      {sort === head.key ? (head.numeric ? '▾' : '▴') : ''}
                    </span>
                  </button>
                </th>
              ))}
              <th scope="col">What it holds</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => {
              const category = about.get(row.category_id);
              return (
                <tr key={row.category_id}>
                  <th scope="row">
                    <Dot name={`category-${row.category_id}`} />
                    {category?.display_name ?? row.category_id}
                  </th>
                  <td class="num" title={format.full(row.calls)}>
                    {format.integer(row.calls)}
                  </td>
                  <td class="num" title={format.full(row.flops_tflops, 'TFLOP')}>
                    {format.flops(format.flopsOfTeraflops(row.flops_tflops))}
                  </td>
                  <td class="num share-cell" title={format.full(row.share_of_module_flops)}>
                    <ShareBar share={row.share_of_module_flops} tone={`category-${row.category_id}`} />
                    {format.percent(row.share_of_module_flops)}
                  </td>
                  <td class="num" title={format.full(Math.round(format.bytesOfTerabits(row.io_tb)), 'B')}>
                    {format.bytesIn(byteUnits, format.bytesOfTerabits(row.io_tb))}
                  </td>
                  <td class="words" title={category?.match_classes.join(', ')}>
                    {category?.description}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
