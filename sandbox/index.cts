/** An embedded CRM for the demo, for tests and for trying things out. */
export type { ReportShape } from './report-row.cts';
export { bookedTimes, paymentOf } from './count.cts';
export { startSandbox } from './server.cts';
export type { RecordedRequest, Sandbox, SandboxOptions } from './server.cts';
export { noFaults } from './faults.cts';
export type {
	FaultAction,
	FaultMatch,
	FaultRule,
	Faults,
	Growth,
	Guard,
	ListLie,
	ListName,
	StrangeAnswer,
} from './faults.cts';
export { STRANGE_ANSWERS } from './strange.cts';
export type { StrangeName } from './strange.cts';
export type { FormFieldStyle } from './contract.cts';
export type * from './data.cts';
export { EVENTS } from './events.cts';
export { requestPayment } from './psp.cts';
export type { Deposit, Psp } from './psp.cts';
export { askRate, deliveryOf, sendEvent } from './send.cts';
export type { RateQuestion, Received, Sending } from './send.cts';
export { selfSigned } from './tls.cts';
export type { Tls } from './tls.cts';
export { HOSTILE_TEXTS, makeHostile } from './seed/hostile.cts';
export { seedTransactions, seedWithdrawal } from './seed/records.cts';
