/** Ends a run with one line of counts, for whoever reads only the end: `12 passed, 0 failed, 0 skipped`. */
import type { Reporter, TestModule } from "vitest/node";

type Unhandled = Parameters<NonNullable<Reporter["onTestRunEnd"]>>[1];

export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: Unhandled): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    // A file that does not load holds no test that could fail; it has failed all the same.
    const unloaded = modules.filter((module) => module.errors().length > 0).length;
    const failed = count("failed") + count("pending") + unloaded + unhandled.length;
    // Behind what the other reporters have to say. A run that could not begin has not passed either.
    process.once("exit", (code) => {
      const told = failed === 0 && code !== 0 ? 1 : failed;
      process.stdout.write(`${count("passed")} passed, ${told} failed, ${count("skipped")} skipped\n`);
    });
  }
}
