export { createAccount } from './createAccount.operation';
export { getAccounts } from './getAccounts.operation';
export { getConnection } from './getConnection.operation';
export { withdraw } from './withdraw.operation';
