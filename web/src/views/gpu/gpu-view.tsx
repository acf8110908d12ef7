/** The picked GPU: its figures with their sources, beside those of others, edited, saved, and how its times are calibrated. */
import '../../styles/gpu.css';
import type { CalibrationStory, HardwareProfile } from '../../../../bindings/api';
import type { GpuDraft, Loaded, UserGpu } from '../../state/types';
import { EmptyState } from '../common/parts';
import { Calibration } from './calibration';
import { FigureTable } from './figure-table';
import { GpuForm } from './gpu-form';
import { References } from './references';
import { GpuTools } from './tools';

export interface GpuViewProps {
  gpu: HardwareProfile | undefined;
  gpus: readonly HardwareProfile[];
  userGpus: readonly UserGpu[];
  draft: GpuDraft | null;
  calibration: Loaded<CalibrationStory>;
  /** Ids of the GPUs beside the picked one. */
  beside: readonly string[];
  onBeside(ids: readonly string[]): void;
  onEdit(gpu: HardwareProfile, copy: boolean): void;
  onWrite(path: string, text: string): void;
  onSave(): void;
  onCancel(): void;
  onRemove(id: string): void;
  onFiles(picked: FileList): void;
}

export function GpuView(props: GpuViewProps) {
  const { gpu, gpus, userGpus, draft, calibration, beside } = props;
  if (!gpu)
    return (
      <EmptyState title="No GPU of this id is known">Pick one above, or drop a profile (JSON) on the page.</EmptyState>
    );
  const own = userGpus.find((one) => one.id === gpu.id);
  const base = gpus.find((one) => one.id === own?.base);
  const others = beside.flatMap((id) => gpus.find((one) => one.id === id && one.id !== gpu.id) ?? []);
  const shown = [gpu, ...others];
  return (
    <section class="gpu-sheet" aria-label={`GPU ${gpu.name}`}>
      <header>
        <h2>
          {gpu.name} {own && <span class="tag info">yours</span>}
        </h2>
        <p class="note">
          {[gpu.vendor, gpu.architecture, gpu.release_year].filter((word) => word !== null && word !== '').join(', ')} ·{' '}
          <code>{gpu.id}</code>
          {gpu.unsupported_formats.length > 0 && ` · no ${gpu.unsupported_formats.join(', ')} units`}
        </p>
        {own && (
          <p class="note">
            {base && base.id !== gpu.id
              ? `A copy of ${base.name}. Figures that you changed are marked yours, with what they were.`
              : 'A profile of your own.'}{' '}
            It is kept in this browser, and links to these settings carry it.
          </p>
        )}
        {gpu.notes && <p class="note">{gpu.notes}</p>}
      </header>
      {draft ? (
        <GpuForm
          draft={draft}
          onWrite={props.onWrite}
          onSave={props.onSave}
          onCancel={props.onCancel}
          original={gpus.find((one) => one.id === draft.from)?.name ?? draft.from}
        />
      ) : (
        <>
          <GpuTools {...props} gpu={gpu} own={own !== undefined} shown={shown} />
          <FigureTable gpus={shown} onDrop={(id) => props.onBeside(beside.filter((one) => one !== id))} />
          <Calibration story={calibration} gpu={gpu} copyOf={base && base.id !== gpu.id ? base : undefined} />
          <References gpus={shown} />
        </>
      )}
    </section>
  );
}
