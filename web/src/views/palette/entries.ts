/** What the palette finds, and in which order. Pure. */
import { lastOf } from '../../state/types';
import type { Controller } from '../../state/controller';
import { modelLabel, modelsOf } from '../../state/models';
import type { State } from '../../state/types';
import { COMMANDS } from '../commands';
import { keysOf } from '../common/shortcuts';

export interface Entry {
  id: string;
  kind: 'action' | 'view' | 'model' | 'workload' | 'GPU' | 'module';
  label: string;
  /** Beside the label: keys, or what it is. */
  note: string;
  /** Searched as well, not shown. */
  also: string;
  run(controller: Controller): void;
}

export const MOST_SHOWN = 60;

export function entriesOf(state: State): Entry[] {
  const commands = COMMANDS.filter((one) => !one.keysOnly && one.enabled?.(state) !== false).map((one): Entry => ({
    id: one.id,
    kind: one.group === 'Views' ? 'view' : 'action',
    label: one.title,
    note: one.chords?.[0] ? keysOf(one.chords[0]).join('+') : one.group === 'Views' ? 'view' : '',
    also: one.group,
    run: one.run,
  }));
  const models = modelsOf(state).map((model): Entry => ({
    id: `model.${model.id}`,
    kind: 'model',
    label: modelLabel(model),
    note: 'model',
    also: model.id,
    run: (controller) => controller.pickModel(model.id),
  }));
  const workloads = [...(state.catalog?.workloads ?? []), ...state.userWorkloads].map((one): Entry => ({
    id: `workload.${one.profile_id}`,
    kind: 'workload',
    label: one.profile_id,
    note: 'workload',
    also: one.description,
    run: (controller) => controller.pickWorkload(one.profile_id),
  }));
  const gpus = state.gpus.map((gpu): Entry => ({
    id: `gpu.${gpu.id}`,
    kind: 'GPU',
    label: gpu.name,
    note: 'GPU',
    also: `${gpu.id} ${gpu.vendor} ${gpu.architecture}`,
    run: (controller) => controller.pickGpu(gpu.id),
  }));
  const report = lastOf(state.run)?.estimate.report;
  const modules = (report?.modules ?? []).map((one): Entry => ({
    id: `module.${one.module_id}`,
    kind: 'module',
    label: one.module_id,
    note: one.qualified_class_name.slice(one.qualified_class_name.lastIndexOf('.') + 1),
    also: one.instance ?? '',
    run: (controller) => {
      controller.show('modules');
      controller.select(one.module_id);
    },
  }));
  return [...commands, ...gpus, ...workloads, ...models, ...modules];
}

/** Every word must occur. First those whose label begins with the query, then words that begin with it, then the rest. */
export function matching(entries: readonly Entry[], query: string): Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.filter((one) => one.kind !== 'module').slice(0, MOST_SHOWN);
  const ranked: { entry: Entry; rank: number }[] = [];
  for (const entry of entries) {
    const label = entry.label.toLowerCase();
    const text = `${label} ${entry.note} ${entry.also}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const starts = (word: string): boolean =>
      label.startsWith(word) || /[^a-z0-9]/.test(label.charAt(label.indexOf(word) - 1));
    const rank = label.startsWith(words[0]!) ? 0 : words.every((word) => label.includes(word) && starts(word)) ? 1 : 2;
    // A long path says less than a short one.
    ranked.push({ entry, rank: rank * 1000 + (entry.kind === 'module' ? 200 : 0) + Math.min(199, label.length) });
  }
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_SHOWN)
    .map(({ entry }) => entry);
}
