import type { ModuleExplanation, OperatorExplanation, OperatorRow } from '../../../../bindings/api';
import * as format from '../../format';
import type { Loaded } from '../../state/types';
import { Diagnostics, Dot } from '../common/parts';
import { Why } from '../common/why';
import { MathText } from '../common/math';

interface Props {
  rows: readonly OperatorRow[];
  explanation: Loaded<ModuleExplanation>;
  moduleId: string;
  childCount: number;
}

/** The operators a module runs itself: their cost, and the formulas with this run's numbers in them. */
export function Explanation({ rows, explanation, moduleId, childCount }: Props) {
  const here =
    explanation.kind === 'here' && explanation.value.module_id === moduleId ? explanation.value.operators : null;
  return (
    <section>
      <h3>Own operators</h3>
      {rows.length === 0 && (
        <p class="note">
          {childCount > 0 ? 'None: its cost is that of the modules below it.' : 'None: it only passes values on.'}
        </p>
      )}
      {explanation.kind === 'failed' && <Diagnostics errors={explanation.errors} label="Faults" />}
      {rows.map((row, index) => (
        <Operator
          key={`${index}-${row.name}`}
          row={row}
          explained={
            (here?.[index]?.name === row.name ? here[index] : here?.find((one) => one.name === row.name)) ?? null
          }
          subject={`${moduleId}#${index}`}
          open={rows.length <= 4}
        />
      ))}
    </section>
  );
}

function Operator({
  row,
  explained,
  subject,
  open,
}: {
  row: OperatorRow;
  explained: OperatorExplanation | null;
  subject: string;
  open: boolean;
}) {
  return (
    <details class="operator-card" open={open}>
      <summary>
        <Dot name={`category-${row.category_id}`} />
        <span class="operator-name">{explained?.title ?? row.name}</span>
        {row.fused && (
          <span class="times" title="Runs inside the kernel of its neighbour">
            fused
          </span>
        )}
        <span class="operator-time" title={format.full(row.detail.time_ms, 'ms')}>
          {format.time(row.detail.time_ms)}
        </span>
      </summary>
      <p class="operator-shape">
        <Why subject={subject} label={`time of ${row.name}`} /> <code>{row.name}</code> {row.shape}
      </p>
      {explained && (
        <>
          <p>{explained.summary}</p>
          {explained.formulas.map((line) => (
            <div class="formula" key={line.quantity}>
              <h4>{line.quantity}</h4>
              <div class="formula-lines">
                <MathText latex={line.latex} />
                <MathText latex={`= ${line.substituted}`} />
                <span class="formula-result">
                  = <b>{line.result}</b> {line.unit}
                </span>
              </div>
            </div>
          ))}
          {explained.symbols.length > 0 && (
            <table class="grid compact symbols">
              <thead>
                <tr>
                  <th scope="col">Symbol</th>
                  <th scope="col">Meaning</th>
                  <th scope="col" class="num">
                    Value
                  </th>
                </tr>
              </thead>
              <tbody>
                {explained.symbols.map((symbol) => (
                  <tr key={symbol.symbol}>
                    <td>
                      <MathText latex={symbol.symbol} />
                    </td>
                    <td>{symbol.meaning}</td>
                    <td class="num">{format.full(symbol.value)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {explained.assumptions.length > 0 && (
            <ul class="assumptions" aria-label="Assumptions">
              {explained.assumptions.map((assumption) => (
                <li key={assumption}>{assumption}</li>
              ))}
            </ul>
          )}
          {explained.source && <p class="source">Source: {explained.source}</p>}
        </>
      )}
    </details>
  );
}
