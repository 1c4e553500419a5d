export { createAccount } from './createAccount.operation';
export { deposit } from './deposit.operation';
export { getAccounts } from './getAccounts.operation';
export { getConnection } from './getConnection.operation';
export { getTrades } from './getTrades.operation';
export { withdraw } from './withdraw.operation';
