import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const runs = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
};

/** The whole path of a command, or null. A name with a slash is taken as it stands. */
export const onPath = (name, path = process.env.PATH ?? '') => {
  if (name.includes('/')) return runs(name) ? name : null;
  for (const folder of path.split(delimiter)) {
    if (folder && runs(join(folder, name))) return join(folder, name);
  }
  return null;
};
