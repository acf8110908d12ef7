/** The one state of the page. Immutable: every change makes a new one. */
import type {
  ArtifactSummary,
  Breakdown,
  CalibrationStory,
  Catalog,
  ComparedRun,
  Diagnostic,
  Estimate,
  FigureExplanation,
  EstimateRequest,
  HardwareProfile,
  LayerRow,
  MeasuredComparison,
  MeasurementSummary,
  ModuleExplanation,
  ModuleKernels,
  OCRWorkloadProfile,
  ReportFiles,
  LargestFit,
  RooflineView,
  Verification,
} from '../../../bindings/api';
import type { ByteUnits, WorkUnits } from '../format';
import type { FileOutcome, Progress, Source } from '../worker/protocol';
import type { FigureTexts } from './gpu-figures';
import type { LabForm } from './lab-form';
import type { Recent } from './recent';

/** An estimate with the request that it answers. */
export interface Done {
  request: EstimateRequest;
  estimate: Estimate;
}

/** `last` is the newest good answer; where it is shown beside another request, the page marks it stale. */
export type Run =
  | { kind: 'idle' }
  | { kind: 'running'; request: EstimateRequest; last: Done | null }
  | { kind: 'rejected'; request: EstimateRequest; errors: Diagnostic[]; last: Done | null }
  | { kind: 'done'; request: EstimateRequest; last: Done };
/** The newest good answer, of a run or of anything else that keeps one. */
export const lastOf = <T>(run: { kind: 'idle' } | { kind: string; last: T | null }): T | null =>
  'last' in run ? run.last : null;

export type EngineState =
  | { kind: 'starting' }
  | { kind: 'ready' }
  | { kind: 'restarting'; reason: string }
  | { kind: 'failed'; reason: string };

/** Something fetched for one question; `key` says which. */
export type Loaded<T> =
  | { kind: 'none' }
  | { kind: 'loading'; key: string }
  | { kind: 'failed'; key: string; errors: Diagnostic[] }
  | { kind: 'here'; key: string; value: T };

export interface Notice {
  id: number;
  tone: 'info' | 'good' | 'warning' | 'error';
  title: string;
  /** One sentence per line; text, never markup. */
  lines: string[];
  actions?: readonly NoticeAction[];
}
export interface NoticeAction {
  label: string;
  id: 'undo-drop' | 'apply-suggested' | 'as-recorded' | 'open-artifacts' | 'open-compare';
}

/** A report file that was opened, with what the engine says of it. */
export interface OpenedReport {
  path: string;
  flags: Diagnostic[];
}

export interface ArtifactState {
  summary: ArtifactSummary | null;
  sources: readonly Source[];
  /** What the latest drop did, file by file. */
  outcomes: readonly FileOutcome[];
  rows: Loaded<LayerRow[]>;
  openedReport: OpenedReport | null;
  /** Files of an earlier visit are being read again. */
  restoring: boolean;
}

/** What the latest drop replaced. */
export interface DropUndo {
  sources: readonly Source[];
  request: EstimateRequest;
  past: readonly EstimateRequest[];
  gpus: readonly HardwareProfile[];
  userGpus: readonly UserGpu[];
  workloads: readonly OCRWorkloadProfile[];
  runs: readonly ComparedRun[];
  /** Ids of the GPUs that it brought. */
  droppedGpus: readonly string[];
  /** The question in force right after the drop: while it is, undo takes the drop back. */
  after: EstimateRequest | null;
}
export interface UserGpu {
  id: string;
  name: string;
  text: string;
  /** The shipped GPU that it is an edited copy of. */
  base?: string;
}
/** A GPU profile while it is edited: what its fields hold, and what the engine has to say of it. */
export interface GpuDraft {
  /** The profile that the fields began with. */
  from: string;
  /** Id of the user's own that is edited; null for a copy. */
  replaces: string | null;
  texts: FigureTexts;
  faults: readonly Diagnostic[];
}

/** Where it goes; what else could be; how far it can be trusted; what it is made from. A thin line stands between the groups. */
export const TAB_GROUPS = [
  ['modules', 'icicle', 'roofline', 'categories', 'memory'],
  ['compare', 'sweep', 'solve'],
  ['coverage', 'verify', 'measured'],
  ['docs', 'artifacts', 'gpu'],
] as const;
export type Tab = (typeof TAB_GROUPS)[number][number];
export const TABS: readonly Tab[] = TAB_GROUPS.flat();
/** Sheets over the page, one at a time. */
export type SheetName = 'recent' | 'palette' | 'report';
export type Theme = 'system' | 'light' | 'dark';

/** What the charts show: one choice for all of them, so that a colour means the same in each. */
export interface Charts {
  measure: 'time' | 'flops' | 'io' | 'weights';
  colour: 'category' | 'stage' | 'bound';
  order: 'execution' | 'size';
  /** Hatchings beside colours. */
  hatched: boolean;
  /** What a point of the roofline is. */
  points: 'modules' | 'operators';
}
export const DEFAULT_CHARTS: Charts = {
  measure: 'time',
  colour: 'category',
  order: 'execution',
  hatched: false,
  points: 'operators',
};

/** How things are shown: remembered between visits, no part of the question. */
export interface Preferences {
  theme: Theme;
  byteUnits: ByteUnits;
  workUnits: WorkUnits;
  columns: readonly string[];
  settingsOpen: boolean;
  operators: boolean;
  charts: Charts;
}

export interface State {
  engine: EngineState;
  catalog: Catalog | null;
  gpus: readonly HardwareProfile[];
  /** Those that come with the page, as they are shipped. */
  shippedGpus: readonly HardwareProfile[];
  userGpus: readonly UserGpu[];
  gpuDraft: GpuDraft | null;
  userWorkloads: readonly OCRWorkloadProfile[];
  request: EstimateRequest;
  past: readonly EstimateRequest[];
  future: readonly EstimateRequest[];
  run: Run;
  /** The run that later ones show their differences to; null where none is pinned. */
  baseline: Done | null;
  /** Question of a baseline that a link asks for, until the engine has answered it. */
  baselineWanted: EstimateRequest | null;
  /** Runs to compare beside the baseline and the current one. */
  runs: readonly ComparedRun[];
  /** What the forms of Compare, Sweep and Solve hold. */
  lab: LabForm;
  artifacts: ArtifactState;
  /** Name of the model from artifacts that a link or the last visit was about; null where it is loaded or none was. */
  wanted: string | null;
  /** Names of its files, as the link or the last visit had them. */
  wantedFiles: readonly string[];
  dropUndo: DropUndo | null;
  loading: Progress | null;
  notices: readonly Notice[];
  tab: Tab;
  selectedId: string | null;
  /** What is searched for, in the tree and in every chart. */
  query: string;
  explanation: Loaded<ModuleExplanation>;
  kernels: Loaded<ModuleKernels>;
  files: Loaded<ReportFiles>;
  verification: Loaded<Verification>;
  /** Measured times that are loaded; null for none. */
  measurements: MeasurementSummary | null;
  measured: Loaded<MeasuredComparison>;
  /** Figures that are asked about, the newest last; and what the newest's explanation is. */
  why: readonly string[];
  figure: Loaded<FigureExplanation>;
  roofline: Loaded<RooflineView>;
  /** Where the picked GPU's calibrated times come from. */
  calibration: Loaded<CalibrationStory>;
  /** What still fits the GPU; arrives after the report. */
  largestFit: Loaded<LargestFit[]>;
  breakdown: Loaded<Breakdown>;
  document: string | null;
  /** Zoom, measure and the like of single views: text under the view's key, so that an address can carry it. */
  views: Readonly<Record<string, string>>;
  recents: readonly Recent[];
  sheet: SheetName | null;
  preferences: Preferences;
  dragging: boolean;
  shortcutsOpen: boolean;
  exportOpen: boolean;
  updateReady: boolean;
  /** Read out to screen readers when it changes. */
  announcement: string;
}

export const DEFAULT_REQUEST: EstimateRequest = {
  model: 'deepseek-ocr',
  workload: 'dsocr-standard-v1',
  gpu: 'h200-sxm',
  set: {},
};
export const DEFAULT_COLUMNS: readonly string[] = [
  'class',
  'calls',
  'time',
  'share',
  'matrix',
  'vector',
  'io',
  'weights',
  'activations',
  'kv',
  'bound',
];
export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'system',
  byteUnits: 'decimal',
  workUnits: 'flop',
  columns: DEFAULT_COLUMNS,
  settingsOpen: true,
  operators: false,
  charts: DEFAULT_CHARTS,
};

export const INITIAL: State = {
  engine: { kind: 'starting' },
  catalog: null,
  gpus: [],
  shippedGpus: [],
  userGpus: [],
  gpuDraft: null,
  userWorkloads: [],
  request: DEFAULT_REQUEST,
  past: [],
  future: [],
  run: { kind: 'idle' },
  baseline: null,
  baselineWanted: null,
  runs: [],
  lab: {},
  artifacts: { summary: null, sources: [], outcomes: [], rows: { kind: 'none' }, openedReport: null, restoring: false },
  wanted: null,
  wantedFiles: [],
  dropUndo: null,
  loading: null,
  notices: [],
  tab: 'modules',
  selectedId: null,
  query: '',
  explanation: { kind: 'none' },
  kernels: { kind: 'none' },
  files: { kind: 'none' },
  verification: { kind: 'none' },
  measurements: null,
  measured: { kind: 'none' },
  why: [],
  figure: { kind: 'none' },
  roofline: { kind: 'none' },
  calibration: { kind: 'none' },
  largestFit: { kind: 'none' },
  breakdown: { kind: 'none' },
  document: null,
  views: {},
  recents: [],
  sheet: null,
  preferences: DEFAULT_PREFERENCES,
  dragging: false,
  shortcutsOpen: false,
  exportOpen: false,
  updateReady: false,
  announcement: '',
};
