import { useEffect, useRef } from 'preact/hooks';
import type { EstimateRequest, SweepRequest } from '../../../../bindings/api';
import { sweepCsvHeader, sweepCsvRow } from '../../../../bindings/sweep-table';
import { labValue, type LabForm } from '../../state/lab-form';
import { modelOf } from '../../state/models';
import { requestKey } from '../../state/request';
import { labelOf } from '../../state/run-label';
import type { SweepResult } from '../../worker/pool';
import { Diagnostics, EmptyState } from '../common/parts';
import { useAnswer } from '../lab/answer';
import type { LabProps } from '../lab/lab';
import { SweepForm } from './form';
import { requestAt, targetsOf } from './model';
import { SweepProgress } from './progress';
import { SweepView } from './view';

/** Up to so many points are made as soon as they are asked for; more wait for the button. */
const AT_ONCE = 400;

const sweepKey = (request: SweepRequest): string => JSON.stringify([requestKey(request), request.vary]);

function requestOf(request: EstimateRequest, form: LabForm): SweepRequest {
  const axis = (key: 'sweep.x' | 'sweep.y', values: 'sweep.xs' | 'sweep.ys') => ({
    key: labValue(form, key),
    values: labValue(form, values),
  });
  const second = axis('sweep.y', 'sweep.ys');
  return { ...request, vary: [axis('sweep.x', 'sweep.xs'), ...(second.key === '' ? [] : [second])] };
}

/** One or two fields over many values: the form, what comes of it as chart, map and table. */
export function Sweep({ state, controller, engines }: LabProps) {
  const { lab: form, request } = state;
  const asked = requestOf(request, form);
  const key = sweepKey(asked);
  const plan = useAnswer(key, () => engines.call('sweepPlan', asked));
  const sweep = engines.sweep.value;
  const result = engines.lastSweep();
  const model = modelOf(state, request.model);
  const start = (): void => void engines.startSweep(asked);

  // Small sweeps follow what is typed and dragged, as every other view does.
  const started = useRef(result ? sweepKey(result.request) : '');
  const points = plan.fresh ? (plan.value?.points ?? 0) : 0;
  useEffect(() => {
    if (points === 0 || points > AT_ONCE || started.current === key) return;
    started.current = key;
    void engines.startSweep(asked);
  }, [points, key]);

  if (!model) return <EmptyState title="Pick a model first" />;
  const open = (row: SweepResult['rows'][number]): void => {
    if (!result || !row || row.errors) return;
    controller.show('modules');
    controller.ask(requestAt(result, row));
    document.getElementById('main')?.focus();
  };
  const running = sweep.kind === 'running';
  const stale = result !== null && sweepKey(result.request) !== key;
  return (
    <section class="lab sweep" aria-label="Sweep">
      <SweepForm
        form={form}
        model={model}
        inForce={state.run.kind === 'idle' ? [] : (state.run.last?.estimate.settings ?? [])}
        workloads={state.catalog?.workloads.length ?? 0}
        plan={plan.fresh ? plan.value : null}
        errors={plan.errors}
        onChange={(change) => controller.setLab(change)}
      />
      <SweepProgress
        sweep={sweep}
        points={points}
        automatic={points <= AT_ONCE}
        stale={stale}
        onStart={start}
        onCancel={() => engines.cancelSweep()}
      />
      {sweep.kind === 'failed' && <Diagnostics errors={sweep.errors} label="Why the sweep failed" />}
      {result ? (
        <SweepView
          result={result}
          form={form}
          targets={targetsOf(form)}
          subtitle={labelOf(
            result.request,
            state,
            result.request.vary.map((one) => one.key),
          )}
          stale={stale && !running}
          byteUnits={state.preferences.byteUnits}
          onChange={(change) => controller.setLab(change)}
          onOpen={open}
          csv={() => csvOf(result)}
        />
      ) : (
        !running && plan.errors.length === 0 && points > AT_ONCE && <EmptyState title="Press Run to make the points" />
      )}
    </section>
  );
}

const csvOf = ({ plan, rows }: SweepResult): string =>
  sweepCsvHeader(plan) + rows.map((row) => (row ? sweepCsvRow(plan, row) : '')).join('');
