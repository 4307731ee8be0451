/** What somebody waits for until a test lets them go. */
export interface Gate {
  readonly passed: Promise<void>;
  readonly open: () => void;
}

const shut = new Set<() => void>();

/** A gate that a test opens when it wants to. */
export function gate(): Gate {
  let pass: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (pass = resolve));
  const open = () => {
    shut.delete(open);
    pass();
  };
  shut.add(open);
  return { passed, open };
}

// A test that fails before it opens its gate is not to keep all that come after it waiting.
afterEach(() => shut.forEach((open) => open()));
