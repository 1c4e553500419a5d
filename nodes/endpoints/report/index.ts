export { getFixedCommissions } from './getFixedCommissions.operation';
export { getFlexibleCommissions } from './getFlexibleCommissions.operation';
export { getTransactions } from './getTransactions.operation';
