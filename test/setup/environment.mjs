import { AsyncLocalStorage } from 'node:async_hooks';
import vm from 'node:vm';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

const compileFunction = vm.compileFunction;

/**
 * Jest compiles every module anew for every suite. A script without a hook for `import()` is remembered by V8, source by
 * source, for the life of the process. The hook could do nothing but refuse here, because all code is compiled to CommonJS.
 */
vm.compileFunction = (code, parameters, options) => {
  if (options?.parsingContext !== globalThis) return compileFunction(code, parameters, options);
  const head = `(function (${parameters.join(', ')}) {`;
  return new vm.Script(`${head}${code}\n})`, { filename: options.filename, columnOffset: -head.length }).runInThisContext();
};

const run = AsyncLocalStorage.prototype.run;
const storages = new Set();

AsyncLocalStorage.prototype.run = function (...given) {
  storages.add(this);
  return run.apply(this, given);
};

/** What Jest, and libraries that note decorated classes, leave behind for the next suite to stumble over. */
const LEFT_BEHIND = /jest|^(EVENT_HANDLERS|RETRY_|WAIT_BEFORE_RETRY|LOG_ERRORS_BEFORE_RETRY|TEST_TIMEOUT|typeormMetadataArgs|classValidatorMetadata)/i;

/**
 * The process's own globals instead of a copy for each suite, so that the packages of a worker are loaded once and shared
 * (runtime.mjs). Our own modules are loaded anew for each suite as always.
 */
export default class SharedGlobals {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;
  fakeTimersModern;

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.exit = process.exit;
    this.console = globalThis.console;
    this.atExit = process.listeners('exit');
  }

  async setup() {
    this.variables = { ...process.env };
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    process.exit = this.exit;
    globalThis.console = this.console;
    for (const listener of process.listeners('exit')) if (!this.atExit.includes(listener)) process.off('exit', listener);
    for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
    Object.assign(process.env, this.variables);
    // Jest has one for each suite, and on Node 20 each is asked at every promise for as long as the process lives.
    for (const storage of storages) storage.disable();
    storages.clear();
    for (const key of Reflect.ownKeys(globalThis)) {
      if (LEFT_BEHIND.test(typeof key === 'symbol' ? key.description : key)) Reflect.deleteProperty(globalThis, key);
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return globalThis;
  }
}
