/**
 * All commands, in the order and the groups in which the help lists them. A command is added here first; its file is
 * loaded when it is called, and with it what it imports, so that `check` never waits for Temporal.
 */
import type { Command } from "./command.ts";

export interface CommandEntry {
  readonly name: string;
  /** Says in the help what the command is for: begins with a verb, ends without a full stop. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly CommandEntry[];
}

export const COMMANDS: readonly CommandGroup[] = [
  {
    title: "Writing",
    commands: [
      {
        name: "check",
        summary: "Find what is wrong with the journeys in a directory",
        load: async () => (await import("./commands/check.ts")).check,
      },
      {
        name: "fmt",
        summary: "Lay out journey files in the one style there is",
        load: async () => (await import("./commands/fmt.ts")).fmt,
      },
      {
        name: "test",
        summary: "Play the scenarios of the journeys and say which do not hold",
        load: async () => (await import("./commands/test.ts")).test,
      },
      {
        name: "explain",
        summary: "Say why a finding matters, and how to mend it",
        load: async () => (await import("./commands/explain.ts")).explain,
      },
      {
        name: "describe",
        summary: "Tell a journey as a page of English",
        load: async () => (await import("./commands/describe.ts")).describe,
      },
      {
        name: "preview",
        summary: "Show a message as it would be sent to somebody",
        load: async () => (await import("./commands/preview.ts")).preview,
      },
      {
        name: "graph",
        summary: "Draw a journey: its stages, exits and handovers",
        load: async () => (await import("./commands/graph.ts")).graph,
      },
      {
        name: "map",
        summary:
          "List what customers meet, stage by stage: what machines do, what is left to people, and why",
        load: async () => (await import("./commands/map.ts")).map,
      },
      {
        name: "lsp",
        summary: "Help an editor: findings, completion, names and their places",
        load: async () => (await import("./commands/lsp.ts")).lsp,
      },
    ],
  },
  {
    title: "Reviewing",
    commands: [
      {
        name: "diff",
        summary: "Say what changes, in sentences: for whom, and whether it promises more or less",
        load: async () => (await import("./commands/diff.ts")).diff,
      },
      {
        name: "audit",
        summary: "Ask all journeys together what collides, what is nobody's, and what has no effect",
        load: async () => (await import("./commands/audit.ts")).audit,
      },
      {
        name: "approvals",
        summary: "Say who must agree to a change, and who has not: fails until they have",
        load: async () => (await import("./commands/approvals.ts")).approvals,
      },
      {
        name: "codeowners",
        summary: "Write who must agree to which file, for the code host to ask them",
        load: async () => (await import("./commands/codeowners.ts")).codeowners,
      },
      {
        name: "review",
        summary: "Say all of it in one comment for a pull request: changes, who must agree, what is red",
        load: async () => (await import("./commands/review.ts")).review,
      },
      {
        name: "reviews",
        summary: "List what is to be looked at again, by owner: fails when something is past its grace",
        load: async () => (await import("./commands/reviews.ts")).reviews,
      },
      {
        name: "review-pack",
        summary: "Write what has come of a journey since its last review, for whoever reviews it now",
        load: async () => (await import("./commands/review-pack.ts")).reviewPack,
      },
    ],
  },
  {
    title: "Trying",
    commands: [
      {
        name: "simulate",
        summary: "Let a year of people through a journey, and see where they wait and who is short of time",
        load: async () => (await import("./commands/simulate.ts")).simulate,
      },
      {
        name: "backtest",
        summary: "Try a change on what really happened: who would have gone elsewhere",
        load: async () => (await import("./commands/backtest.ts")).backtest,
      },
      {
        name: "prove",
        summary: "Try everything that may happen to a journey, and hold it against what it promises",
        load: async () => (await import("./commands/prove.ts")).prove,
      },
      {
        name: "demo",
        summary: "Run some thirty leads through the shipped journeys, with everything real",
        load: async () => (await import("./commands/demo.ts")).demo,
      },
      {
        name: "dev",
        summary: "Run the journeys of a directory on this machine",
        load: async () => (await import("./commands/dev.ts")).dev,
      },
      {
        name: "mail",
        summary: "List the letters that went out, where they are kept on this machine",
        load: async () => (await import("./commands/mail.ts")).mail,
      },
    ],
  },
  {
    title: "Releasing",
    commands: [
      {
        name: "compile",
        summary: "Compile the journeys to plans and Temporal workflows",
        load: async () => (await import("./commands/compile.ts")).compile,
      },
      {
        name: "release",
        summary: "Freeze the versions of journeys that are to run, with their hashes",
        load: async () => (await import("./commands/release.ts")).release,
      },
      {
        name: "deploy",
        summary: "Say what a build would change, and make exactly that so",
        load: async () => (await import("./commands/deploy.ts")).deploy,
      },
      {
        name: "rollback",
        summary: "Let people enter what they entered before the last deploy",
        load: async () => (await import("./commands/rollback.ts")).rollback,
      },
      {
        name: "migrate",
        summary: "Move those inside one version of a journey to a later one",
        load: async () => (await import("./commands/migrate.ts")).migrate,
      },
    ],
  },
  {
    title: "Running",
    commands: [
      {
        name: "worker",
        summary: "Run the process that takes journeys forward",
        load: async () => (await import("./commands/worker.ts")).worker,
      },
      {
        name: "serve",
        summary: "Run the HTTP API that takes events and answers people",
        load: async () => (await import("./commands/serve.ts")).serve,
      },
      {
        name: "import",
        summary: "Report an event for each row of a CSV file",
        load: async () => (await import("./commands/import.ts")).importRows,
      },
      {
        name: "send-event",
        summary: "Report one event",
        load: async () => (await import("./commands/send-event.ts")).sendEvent,
      },
      {
        name: "status",
        summary: "Show where journeys stand, and who holds them",
        load: async () => (await import("./commands/status.ts")).status,
      },
      {
        name: "inbox",
        summary: "Show what waits for a person, and how to answer it",
        load: async () => (await import("./commands/inbox.ts")).inbox,
      },
      {
        name: "accept",
        summary: "Accept a handover",
        load: async () => (await import("./commands/accept.ts")).accept,
      },
      {
        name: "decline",
        summary: "Decline a handover, with the reason",
        load: async () => (await import("./commands/decline.ts")).decline,
      },
      {
        name: "complete",
        summary: "Complete a task",
        load: async () => (await import("./commands/complete.ts")).complete,
      },
      {
        name: "decide",
        summary: "Decide what you hold the right to decide",
        load: async () => (await import("./commands/decide.ts")).decide,
      },
      {
        name: "request",
        summary: "Do what the stage of a subject lets you do unprompted",
        load: async () => (await import("./commands/request.ts")).request,
      },
    ],
  },
  {
    title: "Looking after",
    commands: [
      {
        name: "why",
        summary: "Say in one sentence where a subject is, and why",
        load: async () => (await import("./commands/why.ts")).why,
      },
      {
        name: "show",
        summary: "Tell what happened to a subject over all journeys, or what people did to the installation",
        load: async () => (await import("./commands/show.ts")).show,
      },
      {
        name: "inside",
        summary: "Count who is inside which version, stage by stage and step by step",
        load: async () => (await import("./commands/inside.ts")).inside,
      },
      {
        name: "stuck",
        summary: "Show who waits for what, longest first",
        load: async () => (await import("./commands/stuck.ts")).stuck,
      },
      {
        name: "pause",
        summary: "Stop the clocks and letters of a journey, or of some in it",
        load: async () => (await import("./commands/pause.ts")).pause,
      },
      {
        name: "resume",
        summary: "Let what is paused go on, with its clocks shifted or caught up",
        load: async () => (await import("./commands/resume.ts")).resume,
      },
      {
        name: "stop",
        summary: "End journeys by hand, with the reason",
        load: async () => (await import("./commands/stop.ts")).stop,
      },
      {
        name: "repair",
        summary: "Try again, or leave out, what a journey is stuck in",
        load: async () => (await import("./commands/repair.ts")).repair,
      },
      {
        name: "doctor",
        summary: "Look an installation over: settings, store, Temporal, mail, build",
        load: async () => (await import("./commands/doctor.ts")).doctor,
      },
      {
        name: "reconcile",
        summary: "Make a store that was put back from a backup agree with Temporal, which went on",
        load: async () => (await import("./commands/reconcile.ts")).reconcile,
      },
      {
        name: "move-store",
        summary: "Copy the store of `baton dev` into a Postgres, whole or not at all",
        load: async () => (await import("./commands/move-store.ts")).moveStore,
      },
      {
        name: "forget",
        summary: "Forget a subject for good: end what runs, clear the store, destroy their key",
        load: async () => (await import("./commands/forget.ts")).forget,
      },
    ],
  },
];
