import { together } from './together.cts';

together('unit');
