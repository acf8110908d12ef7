import { describe, expect, it } from 'vitest';
import { liftMath } from '../../web/src/views/docs/markdown';

describe('formulas in Markdown', () => {
  it('are taken out, display and inline', () => {
    expect(liftMath('a $x_1$ b\n\n$$2 \\cdot M_k$$\n').formulas).toEqual([
      { latex: 'x_1', display: false },
      { latex: '2 \\cdot M_k', display: true },
    ]);
  });
  it('code and prices are no formulas', () => {
    for (const text of ['`$x$`', '```\n$$y$$\n```', 'costs $3 or $5', 'an escaped \\$x$ sign'])
      expect(liftMath(text).formulas).toEqual([]);
  });
});
