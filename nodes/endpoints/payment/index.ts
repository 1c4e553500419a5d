export { getBankcards } from './getBankcards.operation';
