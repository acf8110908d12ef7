import type { Signal } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import type { AnalyticModelReport, RooflinePoint, RooflineView } from '../../../../../bindings/api';
import * as format from '../../../format';
import type { Charts, Loaded } from '../../../state/types';
import { Diagnostics, EmptyState } from '../../common/parts';
import { matchingIds, treeOf } from '../../tree/model';
import { AxisX, AxisY } from '../common/axis';
import { ChartFrame, Choice } from '../common/frame';
import { HoverCard, HoverLine } from '../common/hover-card';
import { Legend } from '../common/legend';
import { logScale, type Scale } from '../common/scale';
import { useWidth } from '../common/size';
import { COLOUR_BY, shapePath, toneOf, tonesOf, type ColourBy } from '../common/tones';
import { SearchBox } from '../search-box';
import { subtitleOf } from '../subtitle';
import { Lines } from './lines';
import { domainsOf, idOf, MOST_POINTS, nextPoint, pointsOf, radiusOf, type Step } from './model';
import { RooflineTable } from './table';

export interface RooflineProps {
  report: AnalyticModelReport;
  roofline: Loaded<RooflineView>;
  charts: Charts;
  selectedId: string | null;
  hover: Signal<string | null>;
  query: string;
  byteUnits: format.ByteUnits;
  onCharts(change: Partial<Charts>): void;
  onQuery(query: string): void;
  onSelect(moduleId: string): void;
}

const KINDS: readonly { id: Charts['points']; label: string; title: string }[] = [
  { id: 'operators', label: 'Operators', title: 'A point per operator, with what is fused into it' },
  { id: 'modules', label: 'Modules', title: 'A point per module; hollow ones hold their children' },
];
const MARGIN = { left: 88, right: 14, top: 26, bottom: 44 };
/** Below so many pixels names are short, and only roofs in force have one. */
const NARROW = 520;

export function Roofline(props: RooflineProps) {
  const { roofline } = props;
  if (roofline.kind === 'failed') return <Diagnostics errors={roofline.errors} label="Faults" />;
  if (roofline.kind !== 'here') return <EmptyState title="Placing the points …" />;
  return <Plot {...props} view={roofline.value} />;
}

const keyOf = (point: RooflinePoint, by: ColourBy): string =>
  by === 'stage' ? point.stage : by === 'bound' ? point.bound : point.category_id || 'mixed';

function Plot(props: RooflineProps & { view: RooflineView }) {
  const { view, report, charts, selectedId, hover, query, byteUnits, onCharts, onQuery, onSelect } = props;
  const [box, width] = useWidth<HTMLDivElement>();
  const [pointed, setPointed] = useState<{ id: string; x: number; y: number } | null>(null);
  const height = Math.round(Math.min(620, Math.max(340, width * 0.56)));
  const narrow = width < NARROW;
  const points = useMemo(() => pointsOf(view, charts.points), [view, charts.points]);
  const tree = treeOf(report);
  const matches = useMemo(() => (query.trim() ? matchingIds(tree, query) : null), [tree, query]);
  const drawn = points.slice(0, MOST_POINTS);
  const { x, y } = useMemo(() => {
    const domains = domainsOf(view, points);
    return {
      x: logScale(domains.x, [MARGIN.left, width - MARGIN.right]),
      y: logScale(domains.y, [height - MARGIN.bottom, MARGIN.top]),
    };
  }, [view, points, width, height]);
  const longest = points[0]?.time_ms ?? 0;
  const largest = Math.max(12, Math.min(34, width / 32));
  const byId = useMemo(() => new Map(drawn.map((point) => [idOf(point), point])), [drawn]);
  const pointedAt = pointed && byId.get(pointed.id);

  const marks = useMemo(
    () =>
      drawn.map((point) => {
        const tone = toneOf(charts.colour, keyOf(point, charts.colour));
        const id = idOf(point);
        const found = matches && (matches.has(point.module_id) || [...matches].some((one) => one.startsWith(`${id}-`)));
        const state = [
          tone.class,
          point.container ? 'hollow' : '',
          matches && !found ? 'dimmed' : '',
          point.module_id === selectedId ? 'selected' : '',
        ];
        return (
          <path
            key={id}
            id={`point-${id}`}
            role="option"
            aria-selected={point.module_id === selectedId}
            aria-label={`${point.name}: ${format.intensity(point.intensity_flops_per_byte)}, ${format.flopsPerSecond(point.flops_per_s)}, ${format.time(point.time_ms)}`}
            data-point={id}
            class={`point ${state.filter(Boolean).join(' ')}`}
            d={shapePath(tone.shape, radiusOf(point, longest, largest))}
            transform={`translate(${x(point.intensity_flops_per_byte).toFixed(1)},${y(point.flops_per_s).toFixed(1)})`}
          />
        );
      }),
    [drawn, charts.colour, matches, selectedId, x, y, longest, largest],
  );

  if (points.length === 0) return <EmptyState title="Nothing of this run computes: it has no points" />;
  const at = (point: RooflinePoint): { id: string; x: number; y: number } => ({
    id: idOf(point),
    x: x(point.intensity_flops_per_byte),
    y: y(point.flops_per_s),
  });
  const current = pointedAt ?? drawn.find((point) => point.module_id === selectedId) ?? null;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith('Arrow')) {
      const next = nextPoint(drawn, current, event.key as Step);
      event.preventDefault();
      if (!next) return;
      setPointed(at(next));
      hover.value = next.module_id;
    } else if ((event.key === 'Enter' || event.key === ' ') && current) {
      event.preventDefault();
      onSelect(current.module_id);
    } else if (event.key === 'Escape' && pointed) {
      event.stopPropagation();
      leave();
    }
  };
  const leave = (): void => {
    hover.value = null;
    setPointed(null);
  };
  const pointOf = (event: Event): RooflinePoint | undefined =>
    byId.get((event.target as Element).closest('[data-point]')?.getAttribute('data-point') ?? '');
  const file = `${report.report_id}.roofline-${charts.points}`;
  return (
    <>
      <ChartFrame
        file={file}
        title="Roofline"
        subtitle={subtitleOf(report)}
        tools={
          <>
            <Choice label="Points" options={KINDS} value={charts.points} onChange={(id) => onCharts({ points: id })} />
            <Choice
              label="Colour"
              options={COLOUR_BY}
              value={charts.colour}
              onChange={(id) => onCharts({ colour: id })}
            />
          </>
        }
        legend={
          <div class="chart-row">
            <Legend
              label="Colours and shapes"
              mark="shape"
              tones={tonesOf(
                charts.colour,
                drawn.map((point) => keyOf(point, charts.colour)),
              )}
            />
            <SearchBox query={query} onQuery={onQuery} count={matches?.size ?? 0} />
          </div>
        }
      >
        <div class="plot-box" ref={box}>
          <svg
            class="plot roofline"
            role="listbox"
            tabindex={0}
            aria-label="Roofline: FLOP/s over FLOP per byte. Left and right go by intensity, up and down by rate, Enter selects."
            aria-activedescendant={current ? `point-${idOf(current)}` : undefined}
            width={width}
            height={height}
            onKeyDown={onKeyDown}
            onPointerLeave={leave}
            onPointerMove={(event) => {
              const point = pointOf(event);
              if (!point) return pointed && leave();
              hover.value = point.module_id;
              if (pointed?.id !== idOf(point)) setPointed(at(point));
              return undefined;
            }}
            onClick={(event) => {
              const point = pointOf(event);
              if (point) onSelect(point.module_id);
            }}
            onBlur={leave}
          >
            <AxisX
              scale={x}
              at={height - MARGIN.bottom}
              grid={height - MARGIN.bottom - MARGIN.top}
              label={
                narrow ? 'FLOP per byte of memory traffic' : 'arithmetic intensity, FLOP per byte of memory traffic'
              }
              format={(value) => format.tick(format.plain(value))}
              ticks={Math.max(3, Math.floor(width / 110))}
            />
            <AxisY
              scale={y}
              at={MARGIN.left}
              grid={width - MARGIN.left - MARGIN.right}
              label="achieved FLOP/s"
              format={(value) => format.tick(format.flopsPerSecond(value))}
            />
            <Lines view={view} x={x} y={y} narrow={narrow} />
            {marks}
            <Ring points={drawn} hover={hover} x={x} y={y} radius={(point) => radiusOf(point, longest, largest)} />
          </svg>
          {pointed && pointedAt && (
            <HoverCard x={pointed.x} y={pointed.y} title={pointedAt.name}>
              <HoverLine
                label="Time"
                value={format.time(pointedAt.time_ms)}
                exact={pointedAt.time_ms}
                note={`${format.percent(pointedAt.share_of_model_time)} of the model`}
              />
              <HoverLine
                label="Intensity"
                value={format.intensity(pointedAt.intensity_flops_per_byte)}
                exact={pointedAt.intensity_flops_per_byte}
              />
              <HoverLine
                label="Achieved"
                value={format.flopsPerSecond(pointedAt.flops_per_s)}
                exact={pointedAt.flops_per_s}
                note={`${format.percent(pointedAt.share_of_roof)} of its roof`}
              />
              <HoverLine label="FLOPs" value={format.flops(pointedAt.flops)} exact={pointedAt.flops} />
              <HoverLine label="I/O" value={format.bytesIn(byteUnits, pointedAt.io_bytes)} exact={pointedAt.io_bytes} />
              <HoverLine label="Bound by" value={pointedAt.bound} />
              <p class="hover-foot">{pointedAt.module_id}</p>
            </HoverCard>
          )}
        </div>
        <p class="note">
          Area: time. Roofs are data-sheet rates unless they say measured; hover a line for its source.
          {view.without_flops > 0 &&
            charts.points === 'operators' &&
            ` ${format.integer(view.without_flops)} operators only move bytes (${format.time(view.without_flops_ms)}): they have no place on a log axis.`}
          {points.length > drawn.length &&
            ` The ${format.integer(drawn.length)} longest of ${format.integer(points.length)} points are drawn.`}
        </p>
      </ChartFrame>
      <RooflineTable
        points={points}
        file={file}
        byteUnits={byteUnits}
        selectedId={selectedId}
        onSelect={onSelect}
        onPoint={(id) => {
          hover.value = id;
        }}
      />
    </>
  );
}

/** Rings around the points of what is pointed at, in whichever view. */
function Ring({
  points,
  hover,
  x,
  y,
  radius,
}: {
  points: readonly RooflinePoint[];
  hover: Signal<string | null>;
  x: Scale;
  y: Scale;
  radius(point: RooflinePoint): number;
}) {
  const id = hover.value;
  if (id === null) return null;
  return (
    <>
      {points
        .filter((point) => point.module_id === id)
        .slice(0, 40)
        .map((point) => (
          <circle
            key={idOf(point)}
            class="ring"
            data-no-export
            cx={x(point.intensity_flops_per_byte)}
            cy={y(point.flops_per_s)}
            r={radius(point) + 4}
          />
        ))}
    </>
  );
}
