export { answerPaymentRequest } from './answerPaymentRequest.operation';
export { sendPaymentCallback } from './sendPaymentCallback.operation';
