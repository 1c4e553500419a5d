export { sendOtp } from './sendOtp.operation';
export { submit } from './submit.operation';
