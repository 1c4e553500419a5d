export { getLink } from './getLink.operation';
