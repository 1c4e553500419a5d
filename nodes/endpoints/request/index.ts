export { approveWithdrawal } from './approveWithdrawal.operation';
export { get } from './get.operation';
export { openAccount } from './openAccount.operation';
export { rejectWithdrawal } from './rejectWithdrawal.operation';
