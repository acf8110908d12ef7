// `node scripts/setup.mjs [build|test]`: only the setting up, as `npm start` and `npm test` do it first.
import { setUp } from './setup/index.mjs';

const purpose = process.argv[2] ?? 'build';
if (purpose !== 'build' && purpose !== 'test') {
  console.error(`expected "build" or "test", got "${purpose}"`);
  process.exit(2);
}
process.exit(setUp(purpose) ? 0 : 1);
