// @ts-nocheck: CommonJS, as the SDK loads it by its path.
/**
 * Puts the message and the stack of a failure into a payload, which the codec encrypts; its type stays in clear. One
 * file for the worker, the client and the sandbox.
 */
const { DefaultFailureConverter } = require("@temporalio/common");

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
