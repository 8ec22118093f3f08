import { chmod, mkdir } from "node:fs/promises";

/** Makes a directory that nobody but its owner enters: whatever is written in it holds customers. */
export async function makePrivate(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // The mode counts for a new directory only.
  await chmod(directory, 0o700);
}
