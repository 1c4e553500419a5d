export { getAccounts } from './getAccounts.operation';
export { getConnection } from './getConnection.operation';
