/** The charts' own chunk: loaded when the first one is shown. */
export { Bars } from './bars/bars';
export { Icicle } from './icicle/icicle';
export { Memory } from './memory/memory';
export { Roofline } from './roofline/roofline';
