export { getLeaderboard } from './getLeaderboard.operation';
