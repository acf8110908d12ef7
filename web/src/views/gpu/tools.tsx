import { useEffect, useState } from 'preact/hooks';
import type { HardwareProfile } from '../../../../bindings/api';
import { CsvButton } from '../common/csv';
import { Icon } from '../common/icons';
import { save } from '../common/parts';
import { figureCsv } from './figure-table';

interface Props {
  gpu: HardwareProfile;
  gpus: readonly HardwareProfile[];
  own: boolean;
  /** The picked one first. */
  shown: readonly HardwareProfile[];
  beside: readonly string[];
  onBeside(ids: readonly string[]): void;
  onEdit(gpu: HardwareProfile, copy: boolean): void;
  onRemove(id: string): void;
  onFiles(picked: FileList): void;
}

/** As `hwprofiles/<id>.json` is: the command line and this page read it. */
const saveProfile = (gpu: HardwareProfile): void =>
  save(`${gpu.id}.json`, `${JSON.stringify(gpu, null, 2)}\n`, 'application/json');

export function GpuTools({ gpu, gpus, own, shown, beside, onBeside, onEdit, onRemove, onFiles }: Props) {
  const [asking, setAsking] = useState(false);
  useEffect(() => setAsking(false), [gpu.id]);
  const free = gpus.filter((one) => !shown.includes(one));
  return (
    <div class="gpu-tools" role="group" aria-label="This GPU">
      {own && (
        <button type="button" onClick={() => onEdit(gpu, false)}>
          Edit
        </button>
      )}
      <button type="button" onClick={() => onEdit(gpu, true)}>
        <Icon name="copy" /> Edit a copy
      </button>
      <button type="button" onClick={() => saveProfile(gpu)} title={`${gpu.id}.json, for --gpu and for this page`}>
        <Icon name="download" /> Save as a file
      </button>
      <label class="button" title="Profiles (JSON) that were saved here or written by hand. Or drop them on the page.">
        <Icon name="file" /> Load
        <input
          class="visually-hidden"
          type="file"
          multiple
          accept=".json"
          aria-label="Load a GPU profile"
          onChange={(event) => {
            const input = event.currentTarget;
            if (input.files && input.files.length > 0) onFiles(input.files);
            setTimeout(() => (input.value = ''));
          }}
        />
      </label>
      {own && !asking && (
        <button type="button" class="quiet" onClick={() => setAsking(true)}>
          Delete
        </button>
      )}
      {asking && (
        <span class="asking" role="group" aria-label="Delete this GPU">
          Delete {gpu.name} from this browser?
          <button type="button" class="danger" onClick={() => onRemove(gpu.id)}>
            Delete it
          </button>
          <button type="button" class="quiet" onClick={() => setAsking(false)}>
            Keep it
          </button>
        </span>
      )}
      <label class="beside">
        <span>Compare with</span>
        <select
          value=""
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (value) onBeside([...beside, value]);
            event.currentTarget.value = '';
          }}
        >
          <option value="">another GPU …</option>
          {free.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <CsvButton name={`gpu-${shown.map((one) => one.id).join('-')}`} csv={() => figureCsv(shown)} />
    </div>
  );
}
