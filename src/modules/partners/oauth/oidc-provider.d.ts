// The package's own entry prints a warning on Node 20 that is not meant for whoever runs this service.
declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  import { type errors } from 'oidc-provider';

  export const InvalidClientAuth: typeof errors.InvalidClientAuth;
  export const InvalidTarget: typeof errors.InvalidTarget;
}

declare module 'oidc-provider/lib/helpers/als.js' {
  import { type AsyncLocalStorage } from 'node:async_hooks';

  const context: AsyncLocalStorage<unknown>;
  export default context;
}
