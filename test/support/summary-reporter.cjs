/** Quiet while tests pass: prints each failure, then one closing line `N passed, N failed`. */
module.exports = class SummaryReporter {
  onTestResult(_test, result) {
    if (result.failureMessage) process.stdout.write(`\n${result.testFilePath}\n${result.failureMessage}\n`);
  }

  onRunComplete(_contexts, results) {
    const seconds = ((Date.now() - results.startTime) / 1000).toFixed(0);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.stdout.write(`${results.numTotalTestSuites} files, ${seconds} s\n`);
    process.stdout.write(`${results.numPassedTests} passed, ${failed} failed\n`);
  }
};
