import type { MetricsDetail, OperatorRow, RooflinePoint } from '../../../../bindings/api';
import * as format from '../../format';
import { Dot } from '../common/parts';
import type { TreeNode } from '../tree/model';
import { HoverLine } from './common/hover-card';

interface Props {
  node: TreeNode;
  operator?: OperatorRow | null;
  /** Intensity and achieved rate, where they are known. */
  point?: RooflinePoint | undefined;
  byteUnits: format.ByteUnits;
}

/** The numbers of a module or an operator, as every chart shows them on hover. */
export function CardLines({ node, operator = null, point, byteUnits }: Props) {
  const { metrics, module } = node;
  const detail: MetricsDetail | undefined = operator ? operator.detail : metrics?.detail;
  const io = operator ? operator.detail.io_bytes : metrics ? format.bytesOfTerabits(metrics.total_io_tb) : null;
  return (
    <>
      <HoverLine
        label="Time"
        value={format.time(detail?.time_ms ?? metrics?.total_time_ms)}
        exact={detail?.time_ms ?? metrics?.total_time_ms}
        note={detail && format.timeRange(detail.time_low_ms, detail.time_high_ms)}
      />
      {!operator && metrics && (
        <HoverLine
          label="Share of model"
          value={format.percent(metrics.share_of_model_time)}
          exact={metrics.share_of_model_time}
        />
      )}
      {detail && detail.matrix_flops > 0 && (
        <HoverLine label="Matrix" value={format.flops(detail.matrix_flops)} exact={detail.matrix_flops} />
      )}
      {detail && detail.vector_flops > 0 && (
        <HoverLine label="Vector" value={format.flops(detail.vector_flops)} exact={detail.vector_flops} />
      )}
      <HoverLine label="I/O" value={format.bytesIn(byteUnits, io)} exact={io} />
      {point && (
        <HoverLine
          label="Intensity"
          value={format.intensity(point.intensity_flops_per_byte)}
          exact={point.intensity_flops_per_byte}
        />
      )}
      {point && (
        <HoverLine
          label="Achieved"
          value={format.flopsPerSecond(point.flops_per_s)}
          exact={point.flops_per_s}
          note={`${format.percent(point.share_of_roof)} of its roof`}
        />
      )}
      {!operator && metrics && (
        <HoverLine
          label="Weights"
          value={format.bytesIn(byteUnits, format.bytesOfGigabytes(metrics.memory_weights_gb))}
        />
      )}
      {detail && (
        <p class="hover-line">
          <span>Bound by</span>
          <b>
            <Dot name={`bound-${detail.bound}`} />
            {detail.bound}
          </b>
        </p>
      )}
      <p class="hover-foot">
        {module.stage}
        {operator ? ` · ${operator.category_id.replaceAll('_', ' ')} · in ${module.name}` : ''}
        {!operator && metrics ? ` · ${format.count(metrics.calls)} ${metrics.calls === 1 ? 'call' : 'calls'}` : ''}
      </p>
    </>
  );
}
