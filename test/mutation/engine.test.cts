import { together } from './together.cts';

together('engine');
