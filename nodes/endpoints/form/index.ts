export { getKycForm } from './getKycForm.operation';
export { getKycFormCollections } from './getKycFormCollections.operation';
export { getRegistrationForm } from './getRegistrationForm.operation';
export { getUploadSignature } from './getUploadSignature.operation';
export { uploadDocument } from './uploadDocument.operation';
