/** A test file that runs for longer than this may hang, and is named. */
const LONG_MS = 5 * 60_000;

/** Quiet while tests pass: prints each failure and each file that may hang, then a line `N passed, N failed`. */
module.exports = class SummaryReporter {
  #watches = new Map();

  onTestFileStart({ path }) {
    const name = () => process.stdout.write(`\n${path} has run for ${LONG_MS / 60_000} minutes, and may hang\n`);
    this.#watches.set(path, setTimeout(name, LONG_MS).unref());
  }

  onTestResult({ path }, result) {
    clearTimeout(this.#watches.get(path));
    if (result.failureMessage) process.stdout.write(`\n${result.testFilePath}\n${result.failureMessage}\n`);
  }

  onRunComplete(_contexts, results) {
    const seconds = ((Date.now() - results.startTime) / 1000).toFixed(0);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.stdout.write(`${results.numTotalTestSuites} files, ${seconds} s\n`);
    process.stdout.write(`${results.numPassedTests} passed, ${failed} failed\n`);
  }
};
