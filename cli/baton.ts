#!/usr/bin/env node
/** The `baton` command. */
import { main } from "./main.ts";

// `baton status | head` closes the pipe early, and a window that is closed takes its terminal along; neither is a failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
}

// Not `process.exit`: what was written to a pipe may still be under way.
process.exitCode = await main(process.argv.slice(2), process);
