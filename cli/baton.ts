#!/usr/bin/env node
/** The `baton` command. */
import { main } from "./main.ts";

// `baton status | head` closes the pipe early; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

// Not `process.exit`: what was written to a pipe may still be under way.
process.exitCode = await main(process.argv.slice(2), process);
