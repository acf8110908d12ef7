import { Fragment } from 'preact';
import type { CalibrationResidual, CalibrationStory, FittedOn, HardwareProfile } from '../../../../bindings/api';
import * as format from '../../format';
import type { Loaded } from '../../state/types';
import { CsvButton, csvOf } from '../common/csv';
import { Diagnostics, EmptyState } from '../common/parts';

type Family = CalibrationStory['families'][number];

const NAMES: Record<Family['family'], string> = {
  gemm: 'matrix products',
  batched_gemm: 'batched matrix products',
  grouped_gemm: 'grouped matrix products (experts)',
  attention: 'fused attention',
  convolution: 'convolutions',
  pass: 'memory-bound passes',
  launch: 'launches and the host',
};

const named = (families: readonly Family[]): string => {
  const names = families.map((one) => NAMES[one.family]);
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
};
/** "gemm.few_rows" in the rows of "gemm" → "few rows". */
function partOf({ family, residuals }: Family, part: string): string {
  if (part !== family) return part.slice(family.length + 1).replaceAll('_', ' ');
  return residuals.some((one) => one.family !== family) ? 'all others' : 'all';
}
/** Times that a residual is for; nothing where its part has but one. */
function rangeOf(residual: CalibrationResidual, all: readonly CalibrationResidual[]): string {
  if (residual.up_to_s !== null) return `up to ${format.tick(format.seconds(residual.up_to_s))}`;
  return all.some((one) => one.family === residual.family && one !== residual) ? 'longer' : '';
}

/** Its five cells. */
function Residual({ of: one }: { of: CalibrationResidual | undefined }) {
  return (
    <>
      <td class="num">{format.integer(one?.points_fitted)}</td>
      <td class="num">{format.integer(one?.points_held_out)}</td>
      <td class="num">{format.percent(one?.median_error)}</td>
      <td class="num">{format.percent(one?.p90_error)}</td>
      <td class="num">
        {one ? `${format.factor(one.low_ratio)} to ${format.factor(one.high_ratio)}` : format.MISSING}
      </td>
    </>
  );
}

const fitted = (on: FittedOn | null): string =>
  on ? ` (${[on.data, on.date, on.software].filter(Boolean).join('; ')})` : '';

interface Props {
  story: Loaded<CalibrationStory>;
  gpu: HardwareProfile;
  /** The shipped GPU that this is an edited copy of. */
  copyOf: HardwareProfile | undefined;
}

/** In words and family by family: what was measured on this GPU, what is borrowed from which, and how wide the band is. */
export function Calibration({ story, gpu, copyOf }: Props) {
  return (
    <section class="calibration" aria-label="Calibration">
      <h3>Calibration</h3>
      {story.kind === 'failed' ? (
        <Diagnostics errors={story.errors} label="Faults" />
      ) : story.kind === 'here' ? (
        <Story story={story.value} gpu={gpu} copyOf={copyOf} />
      ) : (
        <EmptyState title="Reading the calibration …" />
      )}
    </section>
  );
}

function Story({ story, gpu, copyOf }: Omit<Props, 'story'> & { story: CalibrationStory }) {
  const { families, lender, fitted_on, borrowed_band } = story;
  const measured = families.filter((one) => one.measured);
  const borrowed = families.filter((one) => !one.measured && one.modelled);
  const lawless = families.filter((one) => !one.modelled);
  return (
    <>
      {measured.length > 0 && (
        <p>
          {copyOf ? `Measured on ${copyOf.name}, whose copy this is: ` : 'Measured on this GPU: '}
          {named(measured)}
          {fitted(fitted_on)}.
          {copyOf &&
            ' Its ratios and start costs are applied to the figures of the copy: how far they hold for changed figures was not measured.'}
        </p>
      )}
      {lender && borrowed.length > 0 && (
        <p>
          {measured.length === 0 ? `Nothing was measured on ${gpu.name}. ` : ''}
          Borrowed from {lender.name}: {named(borrowed)}
          {fitted(lender.fitted_on)}. Ratios to the peaks and start costs are taken over; peaks, clocks and units are
          this GPU’s own. The band is {format.tick(format.plain(borrowed_band))} times as wide to either side, by how
          near the two GPUs are (docs: how time is estimated).
        </p>
      )}
      {lawless.length > 0 && (
        <p>
          Not modelled: {named(lawless)}. Such kernels are timed at the achieved rates above, where those are known.
        </p>
      )}
      <div class="table-scroll" tabIndex={0} role="group" aria-label="Calibration by family">
        <table class="grid">
          <thead>
            <tr>
              <th scope="col">Kernels</th>
              <th scope="col">Measured on</th>
              <th scope="col" class="num" title="Measured points that the parameters were fitted on">
                Fitted on
              </th>
              <th scope="col" class="num" title="Measured points that the fit never saw; errors and band are theirs">
                Held out
              </th>
              <th scope="col" class="num" title="Of |predicted / measured − 1| over the held-out points">
                Median error
              </th>
              <th scope="col" class="num" title="90 % of the held-out points are nearer">
                p90 error
              </th>
              <th
                scope="col"
                class="num"
                title="Times of 80 % of the kernels lie between so many times the predicted one"
              >
                Band
              </th>
            </tr>
          </thead>
          <tbody>
            {families.map((one) => {
              const single = one.residuals.length <= 1;
              return (
                <Fragment key={one.family}>
                  <tr>
                    <th scope="row">{NAMES[one.family]}</th>
                    <td>
                      {one.measured ? (copyOf ?? gpu).name : one.modelled ? (lender?.name ?? format.MISSING) : 'no law'}
                      {!one.measured && one.modelled && <span class="tag warn borrowed">borrowed</span>}
                    </td>
                    {single ? <Residual of={one.residuals[0]} /> : <td colSpan={5} />}
                  </tr>
                  {!single &&
                    one.residuals.map((residual) => (
                      <tr class="part" key={`${residual.family} ${residual.up_to_s}`}>
                        <th scope="row">{partOf(one, residual.family)}</th>
                        <td>{rangeOf(residual, one.residuals)}</td>
                        <Residual of={residual} />
                      </tr>
                    ))}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      <CsvButton
        name={`calibration-${gpu.id}`}
        csv={() =>
          csvOf(
            [
              ...['kernels', 'up_to_s', 'measured_here', 'borrowed_from', 'points_fitted', 'points_held_out'],
              ...['median_error', 'p90_error', 'low_ratio', 'high_ratio'],
            ],
            families.flatMap(({ family, measured: here, modelled, residuals }) =>
              (residuals.length > 0 ? residuals : [null]).map((r) => [
                ...[r?.family ?? family, r?.up_to_s, here, !here && modelled ? lender?.id : null, r?.points_fitted],
                ...[r?.points_held_out, r?.median_error, r?.p90_error, r?.low_ratio, r?.high_ratio],
              ]),
            ),
          )
        }
      />
      <p class="note">Errors are those on the GPU that was measured. Roofline times use none of this.</p>
    </>
  );
}
