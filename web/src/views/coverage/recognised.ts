/** Which modules each rule recognised. */
import type { AnalyticModelReport } from '../../../../bindings/api';
import { ancestors, treeOf } from '../tree/model';

export interface Recognised {
  moduleId: string;
  instance: string;
  instances: number;
}

export function recognisedBy(report: AnalyticModelReport): Map<string, Recognised[]> {
  const found = new Map<string, Recognised[]>();
  for (const node of treeOf(report).byId.values()) {
    const { recognition, instance, name } = node.module;
    if (!recognition) continue;
    const instances = [node, ...ancestors(node)].reduce((times, one) => times * (one.module.repetition_count ?? 1), 1);
    const list = found.get(recognition.rule) ?? [];
    list.push({ moduleId: node.id, instance: instance || name, instances });
    found.set(recognition.rule, list);
  }
  return found;
}
