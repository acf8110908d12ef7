/** `modelmeter compare A.json B.json`: reports side by side. */
import { basename } from 'node:path';
import { readText, unwrap } from './cli-files.mjs';
import { formatOf, UsageError } from './cli-request.mjs';

/** File names where they tell the reports apart, else the paths as they were given. */
function labelsOf(paths) {
  const names = paths.map((path) => basename(path));
  return new Set(names).size === names.length ? names : paths;
}

export function compareReports(engine, paths, wanted) {
  const format = formatOf(wanted, ['json', 'csv', 'md'], 'md');
  if (paths.length < 2) throw new UsageError('compare wants two or more reports');
  const labels = labelsOf(paths);
  const runs = paths.map((path, index) => ({ label: labels[index], report: readText(path) }));
  if (format !== 'json') {
    process.stdout.write(unwrap(engine.comparisonText(runs, format)));
    return;
  }
  process.stdout.write(`${JSON.stringify(unwrap(engine.compareRuns(runs)), null, 2)}\n`);
}
