/** What a caller of `baton` can tell from its exit code; documented in README.md, never renumbered. */
export const EXIT = {
  ok: 0,
  /** The command did its work and found something wrong: mistakes in files, failed scenarios, a refused act. */
  findings: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** A file, a server or a right to ask it is missing. */
  unreachable: 3,
  /** A fault of ours; EX_SOFTWARE of sysexits.h. */
  bug: 70,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
