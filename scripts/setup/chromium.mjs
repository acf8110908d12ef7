import { onPath } from './which.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The browser for the tests: $CHROMIUM, else the first known name on the PATH, else null. */
export const chromiumPath = () => {
  for (const name of [process.env.CHROMIUM, process.env.CHROME_PATH, ...names]) {
    const found = name && onPath(name);
    if (found) return found;
  }
  return null;
};
