/** An embedded CRM for the demo, for tests and for trying things out. */
export { startSandbox } from './server.cts';
export type { RecordedRequest, Sandbox, SandboxOptions } from './server.cts';
export { noFaults } from './faults.cts';
export type { FaultAction, FaultMatch, FaultRule, Faults, Growth } from './faults.cts';
export type * from './data.cts';
export { seedTransactions, seedWithdrawal } from './seed/records.cts';
