/** What this browser remembers, under one key. Storage may be missing or full: the page works the same without it. */
import type { EstimateRequest, OCRWorkloadProfile } from '../../../bindings/api';
import { labFormOf, type LabForm } from './lab-form';
import { DEFAULT_CHARTS, DEFAULT_PREFERENCES, type Preferences, type UserGpu } from './types';

const KEY = 'modelmeter/1';

export interface Remembered {
  request: EstimateRequest | null;
  preferences: Preferences;
  userGpus: UserGpu[];
  workloads: OCRWorkloadProfile[];
  /** Name of the model from artifacts that the request is about. */
  artifact: string | null;
  /** What the forms of Compare, Sweep and Solve held. */
  lab: LabForm;
  /** Names of its files. */
  files: string[];
}

/** On a phone the answer comes first: settings start folded. */
const firstPreferences = (): Preferences => ({
  ...DEFAULT_PREFERENCES,
  settingsOpen: globalThis.matchMedia?.('(width >= 860px)').matches ?? true,
});
const nothing = (): Remembered => ({
  request: null,
  preferences: firstPreferences(),
  userGpus: [],
  workloads: [],
  artifact: null,
  lab: {},
  files: [],
});

const isRequest = (value: unknown): value is EstimateRequest => {
  const request = value as EstimateRequest | null;
  return (
    typeof request === 'object' &&
    request !== null &&
    typeof request.model === 'string' &&
    typeof request.gpu === 'string' &&
    typeof request.set === 'object' &&
    request.set !== null &&
    request.workload !== undefined
  );
};

export function recall(storage: Storage | null = safeStorage()): Remembered {
  try {
    const text = storage?.getItem(KEY);
    if (!text) return nothing();
    const value = JSON.parse(text) as Partial<Remembered>;
    return {
      request: isRequest(value.request) ? value.request : null,
      preferences: {
        ...firstPreferences(),
        ...value.preferences,
        charts: { ...DEFAULT_CHARTS, ...value.preferences?.charts },
      },
      userGpus: Array.isArray(value.userGpus) ? value.userGpus : [],
      workloads: Array.isArray(value.workloads) ? value.workloads : [],
      artifact: typeof value.artifact === 'string' ? value.artifact : null,
      lab: labFormOf(value.lab),
      files: Array.isArray(value.files) ? value.files.filter((one) => typeof one === 'string') : [],
    };
  } catch {
    return nothing();
  }
}

export function remember(value: Remembered, storage: Storage | null = safeStorage()): void {
  try {
    storage?.setItem(KEY, JSON.stringify(value));
  } catch {
    // Full or forbidden: nothing is lost but the memory.
  }
}

export function forget(storage: Storage | null = safeStorage()): void {
  try {
    storage?.removeItem(KEY);
  } catch {
    // As above.
  }
}

export function safeStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
