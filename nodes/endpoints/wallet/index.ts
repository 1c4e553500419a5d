export { get } from './get.operation';
export { getOrderStatus } from './getOrderStatus.operation';
export { updateBalance } from './updateBalance.operation';
