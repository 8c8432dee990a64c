export { canonical } from './canonical.ts';
export { closure, type Wanted } from './closure.ts';
export { normalizedName, parseLock, type Lock, type LockEdge, type LockPackage } from './lock.ts';
export { mayHold, type MarkerEnvironment } from './marker.ts';
