import type { EstimateRequest } from '../../../../bindings/api';
import { labValue } from '../../state/lab-form';
import { modelOf } from '../../state/models';
import { requestKey } from '../../state/request';
import { EmptyState } from '../common/parts';
import { useAnswer } from '../lab/answer';
import type { LabProps } from '../lab/lab';
import { TargetFields } from '../lab/target-fields';
import { targetsOf } from '../sweep/model';
import { GpusThatMeet } from './gpus';
import { LargestValues } from './largest';
import { Rates } from './rates';
import { SensitivityBars } from './sensitivity';

/** From a target to what meets it: GPUs, the largest run, rates; and what would help most. Follows every change. */
export function Solve({ state, controller, engines }: LabProps) {
  const { lab: form, request, preferences } = state;
  const targets = targetsOf(form);
  const bounds = [
    ...(targets.ttftMs === null ? [] : [`ttft_ms<=${targets.ttftMs}`]),
    ...(targets.tpotMs === null ? [] : [`tpot_ms<=${targets.tpotMs}`]),
  ];
  const asked = { ...request, targets: bounds, fit: targets.fit };
  const price = labValue(form, 'solve.price') as 'price_usd_per_h';
  const question = JSON.stringify([requestKey(request), bounds, targets.fit]);
  const gpus = useAnswer(`${question} ${price}`, () => engines.call('solveGpus', { ...asked, price }));
  const sensitivity = useAnswer(requestKey(request), () => engines.call('sensitivity', request));
  const model = modelOf(state, request.model);
  if (!model) return <EmptyState title="Pick a model first" />;
  const generates = model.fields.some(({ key }) => key === 'max_new_tokens');
  const change = (next: EstimateRequest): void => controller.ask(next);
  return (
    <section class="lab solve" aria-label="Solve">
      <form class="lab-form" aria-label="Targets" onSubmit={(event) => event.preventDefault()}>
        <TargetFields form={form} legend="A run has to meet" onChange={(next) => controller.setLab(next)} />
        {bounds.length === 0 && (
          <p class="note">
            No time is asked for yet: what follows holds for {targets.fit ? 'runs that fit in memory' : 'every run'}.
          </p>
        )}
      </form>
      <div class="solve-grid">
        <LargestValues
          fields={model.fields}
          question={question}
          ask={(key) => engines.call('solveLargest', { ...asked, key })}
          byteUnits={preferences.byteUnits}
          onUse={(key, value) => change({ ...request, set: { ...request.set, [key]: value } })}
        />
        <SensitivityBars answer={sensitivity} generates={generates} byteUnits={preferences.byteUnits} />
      </div>
      <GpusThatMeet
        answer={gpus}
        current={request.gpu}
        price={price}
        byteUnits={preferences.byteUnits}
        onPrice={(key) => controller.setLab({ 'solve.price': key })}
        onPick={(gpu) => controller.pickGpu(gpu)}
      />
      <Rates
        request={request}
        metric={labValue(form, 'solve.rates') === 'ttft_ms' || !generates ? 'ttft_ms' : 'tpot_ms'}
        generates={generates}
        targets={targets}
        onMetric={(metric) => controller.setLab({ 'solve.rates': metric })}
        ask={(rates) => engines.call('requiredRates', rates)}
        onPick={(gpu) => controller.pickGpu(gpu)}
      />
    </section>
  );
}
