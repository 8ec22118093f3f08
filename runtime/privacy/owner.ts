/** Whose data key encrypts what a workflow holds. */
import { subjectOfInstance } from "../ingest/instance-id.ts";

/** The subject; a workflow that was begun past the intake has one of its own, by its id. */
export const ownerOfWorkflow = (workflowId: string): string => subjectOfInstance(workflowId) ?? workflowId;
