export { getTypes } from './getTypes.operation';
