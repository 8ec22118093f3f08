/** Ends a run with one line of counts, for whoever reads only the end: `12 passed, 0 failed, 0 skipped`. */
import type { Reporter, TestModule } from "vitest/node";

/** Not an end of the run that was asked for: somebody stopped it, or it broke. */
type Unhandled = Parameters<NonNullable<Reporter["onTestRunEnd"]>>[1];

export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: Unhandled): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    // A file that does not load holds no test that could fail; it has failed all the same.
    const unloaded = modules.filter(
      (module) => module.state() === "failed" && module.errors().length > 0,
    ).length;
    const failed = count("failed") + count("pending") + unloaded + unhandled.length;
    const line = `${count("passed")} passed, ${failed} failed, ${count("skipped")} skipped`;
    // Behind what the other reporters have to say.
    process.once("exit", () => process.stdout.write(`${line}\n`));
  }
}
