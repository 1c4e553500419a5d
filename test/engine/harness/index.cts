/** Runs workflows through n8n's own engine, in this process. First of all it gets n8n a home. */
import './environment.cts';
export { Engine, PACKAGE_NAME } from './engine.cts';
export type { EngineOptions, RunOptions, RunResult, Saved } from './engine.cts';
export type { CredentialClass, StoredCredential } from './credentials.cts';
export type { NodeClass } from './node-types.cts';
export { Poller } from './poll.cts';
export type { Keeping } from './poll.cts';
export { Again, Call, Loop, Make, Pass, Read, Wait } from './test-nodes.cts';
export type { Listening } from './webhook-server.cts';
export { workflowOf } from './workflow.cts';
export type { Link, NodeSketch, WorkflowJson } from './workflow.cts';
