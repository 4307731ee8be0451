import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

const compileFunction = vm.compileFunction;

/**
 * Jest compiles every module anew for every suite: half of what a suite costs that loads the whole application. A script
 * without a hook for `import()` is remembered by V8, source by source, for the life of the process. The hook could do
 * nothing but refuse here, because all code is compiled to CommonJS.
 */
vm.compileFunction = (code, parameters, options) => {
  if (!options?.parsingContext) return compileFunction(code, parameters, options);
  const head = `(function (${parameters.join(', ')}) {`;
  const script = new vm.Script(`${head}${code}\n})`, { filename: options.filename, columnOffset: -head.length });
  return script.runInContext(options.parsingContext);
};

export default TestEnvironment;
