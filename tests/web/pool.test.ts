import { describe, expect, it } from 'vitest';
import type { Reply, SweepPlan, SweepRequest, SweepRow, SweepRows } from '../../bindings/api';
import { poolSize, WorkerPool, type Member, type SweepProgress } from '../../web/src/worker/pool';

const REQUEST: SweepRequest = { model: 'm', workload: '', gpu: 'g', set: {}, vary: [{ key: 'k', values: '1' }] };
const rowOf = (point: number): SweepRow => ({ at: [point], figures: [point * 2] });

/** Engines whose time is counted, not spent: one point takes `msPerPoint`. */
function setUp(points: number, size: number, msPerPoint = 1, answer?: (first: number) => Reply<SweepRows> | undefined) {
  const clock = { ms: 0 };
  const chunks: { member: number; first: number; count: number }[] = [];
  const made: string[] = [];
  const stopped: number[] = [];
  const plan: SweepPlan = { points, axes: [], metrics: [], notes: [], prompt_follows_image: false };
  const pool = new WorkerPool<{ name: string }>(
    (session) => {
      const member = made.length;
      made.push(session.name);
      return Promise.resolve<Member>({
        sweepPlan: () => Promise.resolve({ ok: true, value: plan }),
        sweepRows: (_, first, count) => {
          chunks.push({ member, first, count });
          clock.ms += count * msPerPoint;
          const rows = Array.from({ length: count }, (__, i) => rowOf(first + i));
          return Promise.resolve(answer?.(first) ?? { ok: true, value: { first, rows } });
        },
        stop: () => stopped.push(member),
      });
    },
    size,
    (a, b) => a.name === b.name,
    () => clock.ms,
  );
  return { pool, chunks, made, stopped };
}

describe('the pool of engines', () => {
  it('fills every point once, in order, whoever made it', async () => {
    const { pool, chunks } = setUp(1000, 3);
    const seen: SweepProgress[] = [];
    const reply = await pool.sweep(REQUEST, { name: 'a' }, (progress) => seen.push(progress));
    if (!reply.ok) throw new Error('rejected');
    expect(reply.value.rows).toEqual(Array.from({ length: 1000 }, (_, point) => rowOf(point)));
    expect(reply.value).toMatchObject({ done: 1000, cancelled: false, workers: 3 });
    const covered = chunks.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i));
    expect(covered.sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(new Set(chunks.map(({ member }) => member)).size).toBe(3);
    expect(seen.at(-1)).toMatchObject({ done: 1000, points: 1000 });
    expect(seen.map(({ done }) => done)).toEqual([...seen.map(({ done }) => done)].sort((a, b) => a - b));
    // 1000 points in as many counted milliseconds.
    expect(seen.at(-1)!.pointsPerSecond).toBeCloseTo(1000, 6);
  });

  it('cuts chunks by time: about 120 ms each, at most 512 points', async () => {
    const slow = setUp(2000, 1, 10);
    await slow.pool.sweep(REQUEST, { name: 'a' }, () => undefined);
    expect(slow.chunks.slice(1, -1).every(({ count }) => count === 12)).toBe(true);
    const fast = setUp(2000, 1, 0.001);
    await fast.pool.sweep(REQUEST, { name: 'a' }, () => undefined);
    expect(Math.max(...fast.chunks.map(({ count }) => count))).toBe(512);
  });

  it('cancel keeps what was made and starts no further chunk', async () => {
    const { pool, chunks } = setUp(1000, 1);
    const reply = await pool.sweep(REQUEST, { name: 'a' }, () => pool.cancel());
    if (!reply.ok) throw new Error('rejected');
    expect(chunks).toHaveLength(1);
    expect(reply.value).toMatchObject({ cancelled: true, done: 8 });
    expect(reply.value.rows.filter((row) => row !== undefined)).toHaveLength(8);
  });

  it('engines are kept for the next sweep, and made anew where the session changed', async () => {
    const { pool, made, stopped } = setUp(100, 2);
    await pool.sweep(REQUEST, { name: 'a' }, () => undefined);
    await pool.sweep(REQUEST, { name: 'a' }, () => undefined);
    expect(made).toEqual(['a', 'a']);
    await pool.sweep(REQUEST, { name: 'b' }, () => undefined);
    expect(made).toEqual(['a', 'a', 'b', 'b']);
    expect(stopped).toEqual([0, 1]);
  });

  it('few points need few engines', async () => {
    const { pool, made } = setUp(9, 8);
    await pool.sweep(REQUEST, { name: 'a' }, () => undefined);
    expect(made).toHaveLength(2);
  });

  it('faults of the request are the reply; an engine that dies rejects and ends the others', async () => {
    const faulty = setUp(100, 1, 1, () => ({ ok: false, errors: [{ path: 'gpu', expected: 'one', got: 'none' }] }));
    expect(await faulty.pool.sweep(REQUEST, { name: 'a' }, () => undefined)).toMatchObject({ ok: false });
    const dying = setUp(100, 2, 1, () => {
      throw new Error('died');
    });
    await expect(dying.pool.sweep(REQUEST, { name: 'a' }, () => undefined)).rejects.toThrow('died');
    expect(dying.stopped.length).toBeGreaterThan(0);
  });

  it('leaves a core to the page', () => {
    expect([undefined, 1, 2, 4, 64].map(poolSize)).toEqual([1, 1, 1, 3, 8]);
  });
});
