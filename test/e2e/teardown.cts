import { unshare } from './shared.cts';

export default unshare;
