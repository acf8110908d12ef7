import type { Preferences } from '../../state/types';

interface Props {
  preferences: Preferences;
  onPrefer(change: Partial<Preferences>): void;
}

/** Units of bytes and of matrix work, for the whole page; each says what it does. */
export function UnitSwitches({ preferences, onPrefer }: Props) {
  const { byteUnits, workUnits } = preferences;
  return (
    <div class="unit-switches">
      <div class="segmented" role="group" aria-label="Matrix work in FLOPs or multiply-adds">
        <button
          type="button"
          aria-pressed={workUnits === 'flop'}
          title="Work in FLOPs: a multiply-add of a matrix unit is two"
          onClick={() => onPrefer({ workUnits: 'flop' })}
        >
          FLOP
        </button>
        <button
          type="button"
          aria-pressed={workUnits === 'mac'}
          title="Matrix work in multiply-adds: half the FLOPs. Vector work, sums of both and downloads stay in FLOPs."
          onClick={() => onPrefer({ workUnits: 'mac' })}
        >
          MAC
        </button>
      </div>
      <div class="segmented" role="group" aria-label="Units of bytes">
        <button
          type="button"
          aria-pressed={byteUnits === 'decimal'}
          title="1 GB = 1,000,000,000 bytes"
          onClick={() => onPrefer({ byteUnits: 'decimal' })}
        >
          GB
        </button>
        <button
          type="button"
          aria-pressed={byteUnits === 'binary'}
          title="1 GiB = 1,073,741,824 bytes. Rates per second stay decimal, as data sheets print them."
          onClick={() => onPrefer({ byteUnits: 'binary' })}
        >
          GiB
        </button>
      </div>
    </div>
  );
}
