import { describe, expect, it } from 'vitest';
import * as format from '../../web/src/format';

/** Non-breaking spaces read as spaces here. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('three significant digits', () => {
  it.each([
    [0, '0'],
    [1, '1.00'],
    [12.345, '12.3'],
    [137.2005, '137'],
    [1234.5, '1230'],
    [0.001234, '0.00123'],
    [9.999, '10.0'],
    [99.96, '100'],
    [0.9996, '1.00'],
    [-12.34, '-12.3'],
  ])('%d is %s', (value, text) => expect(format.digits(value)).toBe(text));
});

describe('units with prefixes', () => {
  it('FLOPs are work and FLOP/s a rate', () => {
    expect(plain(format.flops(5_337_194_921_984))).toBe('5.34 TFLOP');
    expect(plain(format.flopsPerSecond(989.4e12))).toBe('989 TFLOP/s');
  });
  it('a count below the first step is whole', () => expect(plain(format.flops(512))).toBe('512 FLOP'));
  it('rounding at a step moves on to the next prefix', () => {
    expect(plain(format.flops(999_500))).toBe('1.00 MFLOP');
    expect(plain(format.flops(999_400))).toBe('999 kFLOP');
  });
  it('1000 steps say GB, 1024 steps say GiB', () => {
    expect(plain(format.bytes(6_672_212_480))).toBe('6.67 GB');
    expect(plain(format.bytesBinary(6_672_212_480))).toBe('6.21 GiB');
    expect(plain(format.bytesIn('decimal', 1024))).toBe('1.02 kB');
    expect(plain(format.bytesIn('binary', 1024))).toBe('1.00 KiB');
    expect(plain(format.bytesIn('binary', 1023))).toBe('1023 B');
    expect(plain(format.bytesIn('binary', 900))).toBe('900 B');
  });
  it('bandwidth, clocks and power', () => {
    expect(plain(format.bytesPerSecond(4.8e12))).toBe('4.80 TB/s');
    expect(plain(format.hertz(1.98e9))).toBe('1.98 GHz');
    expect(plain(format.watts(700))).toBe('700 W');
  });
  it('true zero is 0, unknown is an en dash', () => {
    expect(plain(format.bytes(0))).toBe('0 B');
    expect(format.bytes(null)).toBe('–');
    expect(format.flops(undefined)).toBe('–');
    expect(format.flops(Number.NaN)).toBe('–');
  });
});

describe('report units', () => {
  it('terabits are bits: 1 Tb is 125 GB', () => expect(format.bytesOfTerabits(1)).toBe(125_000_000_000));
  it('gigabytes are decimal', () => expect(format.bytesOfGigabytes(6.67221248)).toBe(6_672_212_480));
  it('teraflops are 10¹² FLOPs', () => expect(format.flopsOfTeraflops(0.5)).toBe(5e11));
});

describe('time', () => {
  it.each([
    [0, '0 ms'],
    [0.0000412, '41.2 ns'],
    [0.000412, '412 ns'],
    [0.008014, '8.01 µs'],
    [0.9999, '1.00 ms'],
    [137.2, '137 ms'],
    [999.6, '1.00 s'],
    [2410, '2.41 s'],
    [630_000, '10.5 min'],
    [40_000_000, '11.1 h'],
  ])('%d ms is %s', (ms, text) => expect(plain(format.time(ms))).toBe(text));
  it('takes seconds as well', () => expect(plain(format.seconds(0.0000025))).toBe('2.50 µs'));
  it('a range says a shared unit once', () => {
    expect(plain(format.timeRange(137.2, 406.9))).toBe('137–407 ms');
    expect(plain(format.timeRange(0.5, 1.5))).toBe('500 µs – 1.50 ms');
    expect(plain(format.timeRange(137.2, null))).toBe('≥ 137 ms');
    expect(format.timeRange(null, 3)).toBe('–');
  });
});

describe('shares, counts, rates', () => {
  it.each([
    [0, '0 %'],
    [0.00005, '<0.01 %'],
    [0.0031, '0.31 %'],
    [0.956, '95.6 %'],
    [1, '100 %'],
    [1.2, '120 %'],
  ])('share %d is %s', (share, text) => expect(plain(format.percent(share))).toBe(text));
  it('integers are grouped', () => expect(format.integer(1_139_967_033_344)).toBe('1,139,967,033,344'));
  it('long counts get a prefix', () => {
    expect(plain(format.count(5632))).toBe('5,632');
    expect(plain(format.count(66_467))).toBe('66.5 k');
    expect(plain(format.count(3_336_106_240))).toBe('3.34 G');
  });
  it('rates', () => {
    expect(plain(format.rate(7.2886, 'page'))).toBe('7.29 page/s');
    expect(plain(format.rate(3731.76, 'token'))).toBe('3,732 token/s');
    expect(format.rate(null, 'page')).toBe('–');
  });
  it('intensity, price and shapes', () => {
    expect(plain(format.intensity(8.276))).toBe('8.28 FLOP/B');
    expect(format.dollarsPerHour(3.59)).toBe('$3.59/h');
    expect(format.shape([1, 3, 1024])).toBe('1×3×1024');
    expect(format.shape([])).toBe('–');
  });
});

describe('the full value', () => {
  it('has every digit and the unit', () => {
    expect(plain(format.full(6_672_212_480, 'B'))).toBe('6,672,212,480 B');
    expect(plain(format.full(0.25611677625, 'ms'))).toBe('0.25611677625 ms');
    expect(format.full(null, 'B')).toBe('not known');
  });
  it('goes into a sheet without grouping', () => {
    expect(format.raw(6_672_212_480)).toBe('6672212480');
    expect(format.raw(null)).toBe('');
  });
});
