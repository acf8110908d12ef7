// Everything that a command needs before it can work. Uses nothing but Node, so that it can run before `npm ci`.
import { ensureModules } from './modules.mjs';
import { ensureSystem } from './system.mjs';

const nodeIsNew = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
};

/** Makes this machine ready to 'build' or to 'test'; says what is wrong and gives false where it cannot. */
export const setUp = (purpose) => {
  if (!nodeIsNew()) {
    console.error(`Node 20.19 or newer in 20.x, or 22.12 or newer, is needed; this is ${process.version}.`);
    return false;
  }
  return ensureSystem(purpose) && ensureModules();
};
