import { onDemand } from '../common/on-demand';
import type { BarsProps } from './bars/bars';
import type { IcicleProps } from './icicle/icicle';
import type { MemoryProps } from './memory/memory';
import type { RooflineProps } from './roofline/roofline';

export const LazyBars = onDemand<BarsProps>(async () => (await import('./index')).Bars, 'the bars');
export const LazyIcicle = onDemand<IcicleProps>(async () => (await import('./index')).Icicle, 'the icicle');
export const LazyRoofline = onDemand<RooflineProps>(async () => (await import('./index')).Roofline, 'the roofline');
export const LazyMemory = onDemand<MemoryProps>(async () => (await import('./index')).Memory, 'the memory');
