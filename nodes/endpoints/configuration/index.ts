export { getCities } from './getCities.operation';
export { getCountries } from './getCountries.operation';
export { getStates } from './getStates.operation';
