// Made by `npm run client` from the OpenAPI document of the service. Changes belong there.

export interface paths {
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metadata of the authorization server (RFC 8414) */
        get: operations["getServerMetadata"];
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Does the process answer?
         * @description Restart the instance when it does not.
         */
        get: operations["checkLiveness"];
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can this instance take requests?
         * @description It can when the database answers and knows the keyring. Send it none while it cannot.
         */
        get: operations["checkReadiness"];
    };
    "/oauth/jwks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys that access tokens are signed with (RFC 7517) */
        get: operations["getAccessTokenKeys"];
    };
    "/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask for an access token by client credentials with a signed assertion (RFC 6749, RFC 7523)
         * @description It lives 300 seconds. Refusals are those of OAuth, not problem documents.
         */
        post: operations["getAccessToken"];
    };
    "/partner/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what changed, in the order in which it was published
         * @description Each change once, beginning after `after` or, without it, with the oldest that is kept: 30 days. A cursor that is older, or of a time before the database was restored, is answered 410; begin again with the full list then.
         */
        get: operations["listChanges"];
    };
    "/partner/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the public keys of this client */
        get: operations["listOwnKeys"];
        /**
         * Add a public key to this client, by a statement that one of its keys has signed
         * @description It is good at once. A client has five keys at most, so that an old one and a new one go side by side for as long as it takes.
         */
        post: operations["addOwnKey"];
    };
    "/partner/v1/keys/removal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Remove a public key of this client, by a statement that one of its keys has signed
         * @description What was signed with it ends within seconds, access tokens included. The last key stays.
         */
        post: operations["removeOwnKey"];
    };
    "/partner/v1/reconciliation-report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How your lists compare: breaks by class and age, and the last 30 runs with lists. Small counts are not told */
        get: operations["getOwnReport"];
    };
    "/partner/v1/reconciliation-report.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Breaks by class and age as a table */
        get: operations["exportOwnReport"];
    };
    "/partner/v1/reconciliation-report.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as one page, to be looked at or printed */
        get: operations["printOwnReport"];
    };
    "/partner/v1/reconciliation-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the runs about your tokens */
        get: operations["listOwnRuns"];
        /**
         * Send the full list of your tokens, to be compared with what the city wants
         * @description Lines of `token,state,validThrough`, or of JSON with these fields, the last one with its end. It is read as it comes, whatever its size, packed with gzip or not, and is a run from its beginning: the list of runs shows how far it is. The same list with the same `sequence` answers the run that it has made before; another list with the `sequence` of one that was compared is refused. A list that does not pass a gate is set aside whole and may come again, corrected, under its number: the run says why.
         */
        post: operations["sendList"];
    };
    "/partner/v1/reconciliation-runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a run about your tokens, and how far it is */
        get: operations["showOwnRun"];
    };
    "/partner/v1/reconciliation-runs/{id}/breaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the differences that a run has seen, with their tokens */
        get: operations["listOwnBreaks"];
    };
    "/partner/v1/sandbox/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Make a token, or move one through its states, without staff; only with the sandbox
         * @description Without `token`, a new active one is made (201). With `token` and `state`, one that was made here is moved (200). Both are published at once. It belongs to no card. Without the sandbox, there is nothing at this address.
         */
        post: operations["makeSandboxToken"];
    };
    "/partner/v1/status-list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The partner's own status list (IETF Token Status List), signed */
        get: operations["getStatusList"];
    };
    "/partner/v1/status-list/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys that verify status lists (JWKS) */
        get: operations["getStatusListKeys"];
    };
    "/partner/v1/token-migrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Propose new tokens for old ones of your own; a supervisor of the city decides
         * @description With `dryRun` it is only said what would become of each pair (200). Otherwise the pairs that can be applied are kept (202), and nothing changes before they are approved. The old token stays an alias: it is answered as the new one is, and is nobody else’s ever.
         */
        post: operations["proposeTokenMigration"];
    };
    "/partner/v1/token-migrations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show how far a migration of your tokens has come */
        get: operations["showOwnTokenMigration"];
    };
    "/partner/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all tokens of this partner, ended ones included
         * @description To begin with, or to begin again. The last page says in `changesFrom` where the change feed goes on.
         */
        get: operations["listTokens"];
    };
    "/partner/v1/tokens/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask what a token is worth today; nothing is recorded
         * @description Whatever is not a token of this partner, another partner’s or none at all, is answered `{"active": false}` and nothing more.
         */
        post: operations["introspectToken"];
    };
    "/partner/v1/tokens/introspect-batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask what up to 1,000 tokens are worth today; nothing is recorded */
        post: operations["introspectTokens"];
    };
    "/partner/v1/tokens/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report a token as lost, stolen, found or closed
         * @description The token alone changes, at once; the other services of the card are not touched. Any token is answered the same. Saying it again changes nothing.
         */
        post: operations["reportToken"];
    };
    "/partner/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show about how many requests your programs made, by day and operation
         * @description Never by token. Each count is rounded by chance to the ten below or above it, so that it tells of no single request. Kept for 92 days.
         */
        get: operations["showUsage"];
    };
    "/partner/v1/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the webhook, without its secret */
        get: operations["getWebhook"];
        /**
         * Say where to be told of changes: make the webhook, or give it another address
         * @description When it is made, the answer is 201 with the secret by which messages are verified; it tells of what is published from then on. Another address keeps the secret, is told at once what the old one was not, and enables a disabled webhook.
         */
        put: operations["setWebhook"];
        /** Be told nothing any more; the secret and all deliveries go with it */
        delete: operations["deleteWebhook"];
    };
    "/partner/v1/webhook/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List messages and what became of them; they are kept for 14 days */
        get: operations["listDeliveries"];
    };
    "/partner/v1/webhook/deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Have a message sent again under the same id
         * @description One that was delivered or given up begins its schedule anew; one that waits is tried at once.
         */
        post: operations["replayDelivery"];
    };
    "/partner/v1/webhook/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Have a message sent that says nothing, to try the receiver out
         * @description It is sent once, within a second or two, and listed as what became of it. While one waits, asking again gives that one.
         */
        post: operations["pingWebhook"];
    };
    "/partner/v1/webhook/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draw a new secret; for 24 hours messages are signed with the old one too
         * @description Where the old one must not verify a moment longer, delete the webhook and make it anew.
         */
        post: operations["rotateWebhookSecret"];
    };
    "/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the changes that wait for a second person */
        get: operations["listApprovals"];
    };
    "/v1/approvals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Withdraw a change that waits */
        delete: operations["withdrawApproval"];
    };
    "/v1/approvals/{id}/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Confirm a change somebody else has asked for; it is done at once
         * @description Beside the codes below it answers with those of the change itself, for instance `partner.version_conflict`.
         */
        post: operations["confirmApproval"];
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search the audit by actor, act, day, place and outcome
         * @description Newest day first. Within a day entries come in the order of random ids: nothing is kept of which was first.
         */
        get: operations["searchAudit"];
    };
    "/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign in with name and password */
        post: operations["signIn"];
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign out: end the session of the refresh cookie */
        post: operations["signOut"];
    };
    "/v1/auth/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the identity provider sends the browser back to; answers as sign-in with a password does
         * @description The query is the provider’s to fill in: `code`, `state` and `iss`, or `error` (OpenID Connect Core section 3.1.2.5). Whatever is answered, the cookie of the attempt is cleared.
         */
        get: operations["finishOidcSignIn"];
    };
    "/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Change your password; your other sessions end */
        post: operations["changePassword"];
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a new access token by the refresh cookie, which is replaced */
        post: operations["refreshSession"];
    };
    "/v1/auth/sign-out-everywhere": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** End all your sessions; access tokens that are out die at once */
        post: operations["signOutEverywhere"];
    };
    "/v1/auth/station": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say at which event and station you work from now on */
        put: operations["takeStation"];
        /** Say that you work at no station any more */
        delete: operations["leaveStation"];
    };
    "/v1/auth/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a second factor (RFC 6238); its secret is shown this once and counts once confirmed */
        post: operations["enrolTotp"];
    };
    "/v1/auth/totp/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Confirm the second factor by a first code; from now on sign-in asks for one */
        post: operations["confirmTotp"];
    };
    "/v1/cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Issue a card; its number and codes are shown this once */
        post: operations["issueCard"];
    };
    "/v1/cards/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See what was done to a presented card; nothing is recorded */
        post: operations["showCardHistory"];
    };
    "/v1/cards/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See a presented card; nothing is recorded */
        post: operations["lookUpCard"];
    };
    "/v1/cards/reinstatement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Unblock a presented card that was suspended */
        post: operations["reinstateCard"];
    };
    "/v1/cards/renewal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Give a new card for a whole new period */
        post: operations["renewCard"];
    };
    "/v1/cards/replacement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Give a new card for a presented one; number, codes and tokens are new */
        post: operations["replaceCard"];
    };
    "/v1/cards/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** End a presented card for good */
        post: operations["revokeCard"];
    };
    "/v1/cards/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Add services to a presented card, or drop them */
        post: operations["changeServices"];
    };
    "/v1/cards/slip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Give a new slip for a presented card; the old one opens nothing any more */
        post: operations["giveNewSlip"];
    };
    "/v1/cards/surrender": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Take a card back that its holder gives up */
        post: operations["surrenderCard"];
    };
    "/v1/cards/suspension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Block a presented card at all its partners */
        post: operations["suspendCard"];
    };
    "/v1/cards/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask whether a card number is good today; nothing is recorded */
        post: operations["verifyCard"];
    };
    "/v1/lanes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See what waits for each partner and how its lane has fared */
        get: operations["listLanes"];
    };
    "/v1/lanes/{service}/full-audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell a partner everything it should have, for it to compare */
        post: operations["askForFullAudit"];
    };
    "/v1/lanes/{service}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stop what goes to a partner; nothing is lost */
        post: operations["pauseLane"];
    };
    "/v1/lanes/{service}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Let a stopped lane go on */
        post: operations["resumeLane"];
    };
    "/v1/links/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See one link by its token; nothing is recorded */
        post: operations["lookUpLink"];
    };
    "/v1/links/resync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Send the state of one link to its partner again */
        post: operations["resyncLink"];
    };
    "/v1/links/set-aside": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stop trying to send one link to its partner */
        post: operations["setLinkAside"];
    };
    "/v1/links/suspension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Block one service by its own printed number */
        post: operations["suspendLink"];
    };
    "/v1/partners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the partners */
        get: operations["listPartners"];
        /** Register the partner of a service */
        post: operations["registerPartner"];
    };
    "/v1/partners/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a partner and its clients */
        get: operations["showPartner"];
        /**
         * Change a partner by a merge patch (RFC 7396)
         * @description Profile, settings, credentials and the end of a pause wait for a second administrator. A pause holds at once.
         */
        patch: operations["changePartner"];
    };
    "/v1/partners/{id}/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Register a program that may ask for access tokens for this partner */
        post: operations["registerClient"];
    };
    "/v1/partners/{id}/clients/{clientId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Disable or enable a client */
        patch: operations["changeClientState"];
    };
    "/v1/reconciliation/breaks/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Decide about a break: tell the partner again, accept it, wait for the partner, or open it again */
        post: operations["decideBreak"];
    };
    "/v1/reconciliation/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Upload a partner's full list, and compare it
         * @description Lines of `token,state,validThrough`, or of JSON with these fields, the last one with its end. It is read as it comes, whatever its size, packed with gzip or not. A list that does not pass a gate is set aside whole: the run says why.
         */
        post: operations["uploadList"];
    };
    "/v1/reconciliation/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show how a partner and the city stand: breaks by class and age, and the last 30 runs with lists */
        get: operations["showReport"];
    };
    "/v1/reconciliation/report.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Breaks by class and age as a table */
        get: operations["exportReport"];
    };
    "/v1/reconciliation/report.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report as one page, to be looked at or printed */
        get: operations["printReport"];
    };
    "/v1/reconciliation/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the runs
         * @description The newest first, over all services. A run keeps its place from when it was wanted, so that no page repeats one or leaves one out.
         */
        get: operations["listRuns"];
        /**
         * Ask a partner for its full list, and compare it; or for accounts that no list has, one by one
         * @description A list is asked for when no other run of the service is under way, and is `queued` until then. A round of checks goes on beside it.
         */
        post: operations["startRun"];
    };
    "/v1/reconciliation/runs.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All runs with their counts as a table, newest first */
        get: operations["exportRuns"];
    };
    "/v1/reconciliation/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a run, and how far it is */
        get: operations["showRun"];
    };
    "/v1/reconciliation/runs/{id}/breaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the breaks that a run has seen */
        get: operations["listBreaks"];
    };
    "/v1/reconciliation/runs/{id}/breaks.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The breaks that a run has seen as a table, without tokens */
        get: operations["exportBreaks"];
    };
    "/v1/reconciliation/runs/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say how a run goes on that waits for it: a list of another size, or more repairs than a run does by itself
         * @description Nothing of a list of another size was kept. Where its size is accepted, a list that was asked for is asked for again at once (`nextRun`); one that was uploaded has to be sent again, under the same number. Repairs that are accepted are made. A run in whose place a later one of the service has come waits no more: it is `outdated`.
         */
        post: operations["decideRun"];
    };
    "/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what holds on a day */
        get: operations["showRules"];
    };
    "/v1/rules/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show every rule of a kind, those to come included */
        get: operations["listRules"];
        /** Make a rule for a day to come; what held before stays as it was */
        post: operations["makeRule"];
    };
    "/v1/rules/{kind}/{effectiveFrom}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Withdraw a rule before its day */
        delete: operations["withdrawRule"];
    };
    "/v1/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the accounts */
        get: operations["listStaff"];
        /** Make an account; its password is shown this once */
        post: operations["createStaff"];
    };
    "/v1/staff/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Disable or enable an account, or give it other roles */
        patch: operations["changeStaff"];
    };
    "/v1/staff/{id}/oidc-subject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask for an account to sign in at the identity provider only; it waits for a second person
         * @description Once confirmed, password and second factor of the account are gone, and its sessions have ended.
         */
        put: operations["bindOidcSubject"];
        /** Take the binding away; nobody enters the account until its password is reset */
        delete: operations["unbindOidcSubject"];
    };
    "/v1/staff/{id}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Make a new password, shown this once; for an administrator it waits */
        post: operations["resetPassword"];
    };
    "/v1/staff/{id}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** End all sessions of somebody; access tokens that are out die at once */
        post: operations["signOutStaff"];
    };
    "/v1/staff/{id}/totp-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask for the removal of a second factor; it waits for a second person */
        post: operations["resetTotp"];
    };
    "/v1/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show how many blanks no event has */
        get: operations["showStore"];
    };
    "/v1/stock/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Receive blanks by the list of their chips: one identifier in each line, and no second column */
        post: operations["receiveBatch"];
    };
    "/v1/stock/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the events */
        get: operations["listEvents"];
        /** Open an event with its stations */
        post: operations["openEvent"];
    };
    "/v1/stock/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an event's books */
        get: operations["showEvent"];
    };
    "/v1/stock/events/{id}/assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Give blanks from the store to a station */
        post: operations["assignBlanks"];
    };
    "/v1/stock/events/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Close an event that adds up; what is left goes back to the store */
        post: operations["closeEvent"];
    };
    "/v1/stock/events/{id}/destruction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Record that spoiled blanks were destroyed */
        post: operations["destroySpoiled"];
    };
    "/v1/stock/events/{id}/missing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Report blanks of a station as missing */
        post: operations["reportMissing"];
    };
    "/v1/stock/spoilage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Report blanks of your station that cannot be used any more */
        post: operations["spoilBlanks"];
    };
    "/v1/token-migrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what partners have proposed for their tokens: numbers, and no token */
        get: operations["listTokenMigrations"];
    };
    "/v1/token-migrations/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Approve a migration of tokens, which is then applied step by step, or decline it
         * @description Ask the partner by another way whether it is its own, and whether its system has the new numbers already.
         */
        post: operations["decideTokenMigration"];
    };
}
export interface webhooks {
    changesPublished: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** There are changes in the feed that you may not have read */
        post: operations["receiveChangesPublished"];
    };
    webhookPing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** You asked whether messages arrive */
        post: operations["receiveWebhookPing"];
    };
}
export interface components {
    schemas: {
        Accepted: {
            /**
             * @description Always true: nothing is said about the token.
             * @example true
             */
            accepted: boolean;
        };
        Account: {
            /**
             * Format: uuid
             * @example 7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10
             */
            id: string;
            /**
             * @description Somebody else made the password
             * @example true
             */
            mustChangePassword: boolean;
            /**
             * @description Signs in at the identity provider
             * @example false
             */
            oidcBound: boolean;
            /**
             * @example [
             *       "clerk"
             *     ]
             */
            roles: ("clerk" | "supervisor" | "auditor" | "counsel" | "admin")[];
            /**
             * @description A second factor is set up, or about to be
             * @example false
             */
            secondFactor: boolean;
            /**
             * @example active
             * @enum {string}
             */
            state: "active" | "disabled";
            /** @example clerk.two */
            username: string;
            /**
             * @description Also the ETag; send it as If-Match to change the account
             * @example 1
             */
            version: number;
        };
        AccountList: {
            accounts: components["schemas"]["Account"][];
            /**
             * @description There is never more than one page
             * @example null
             */
            next: null;
        };
        AccountPatch: {
            /**
             * @description In the place of those the account has
             * @example [
             *       "clerk",
             *       "supervisor"
             *     ]
             */
            roles?: ("clerk" | "supervisor" | "auditor" | "counsel" | "admin")[];
            /**
             * @example disabled
             * @enum {string}
             */
            state?: "active" | "disabled";
        };
        Act: {
            /**
             * @example suspended
             * @enum {string}
             */
            state: "issued" | "suspended" | "replaced" | "renewed" | "revoked" | "surrendered" | "expired";
        };
        Adopt: {
            /**
             * @description The number of a library card the holder owns.
             * @example 23024000517861
             */
            library?: string;
            /**
             * @description The identifier of the blank's transit chip.
             * @example 161234567890
             */
            transit?: string;
        };
        AdoptedNumbers: {
            /**
             * @description What an adopted library number may look like: regular expressions, anchored at both ends, without groups, at most 64 characters. Null for those agreed with the library. A number of 14 digits needs its check digit in any case
             * @example [
             *       "^2[0-9]{13}$",
             *       "^D[0-9]{9}$"
             *     ]
             */
            library: string[] | null;
        };
        AgeCount: {
            /**
             * @description Days since the break was first seen
             * @example 0-1
             * @enum {string}
             */
            age: "0-1" | "2-3" | "4-7" | "over 7";
            /**
             * @description How many
             * @example 12
             */
            breaks: number | "<5" | null;
        };
        Assigned: {
            /** @example 50 */
            assigned: number;
        };
        Assignment: {
            /**
             * @description Where cards adopt their chips: those of the blanks that are handed over
             * @example [
             *       "1612345678901234"
             *     ]
             */
            chips?: string[];
            /** @example 50 */
            count?: number;
            /** @example A2 */
            stationId: string;
        };
        AuditEntry: {
            /**
             * @description The staff account the act was about
             * @example null
             */
            account: string | null;
            /**
             * @description User name of that account
             * @example null
             */
            accountName: string | null;
            /**
             * @description What was done, as docs/audit.md lists it
             * @example card.suspension
             */
            act: string;
            /**
             * @description Account or client id, or the name of a job
             * @example 7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10
             */
            actor: string;
            /**
             * @example staff
             * @enum {string}
             */
            actorKind: "staff" | "partner" | "system";
            /**
             * @description Day in the city; nothing finer is kept
             * @example 2026-06-15
             */
            day: string;
            /**
             * Format: uuid
             * @example 0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11
             */
            id: string;
            /**
             * @description A refused request has changed nothing
             * @example done
             * @enum {string}
             */
            outcome: "done" | "refused";
            /** @example ward-12/station-3 */
            place: string | null;
            /** @example lost */
            reason: string | null;
            /**
             * @description The role that entitled the actor
             * @example clerk
             */
            role: string;
            /**
             * @description User name of the account, for staff
             * @example clerk
             */
            username: string | null;
        };
        AuditPage: {
            entries: components["schemas"]["AuditEntry"][];
            /**
             * @description Send it as `after` for the next page; null at the end
             * @example null
             */
            next: string | null;
        };
        Backlog: {
            /**
             * @description Waiting for their turn.
             * @example 12
             */
            due: number;
            /**
             * @description Sent, and waiting for an answer.
             * @example 0
             */
            pending: number;
            /**
             * @description Refused or set aside; staff decide.
             * @example 1
             */
            setAside: number;
        };
        Break: {
            /**
             * @description Days since it was first seen
             * @example 0-1
             * @enum {string}
             */
            age: "0-1" | "2-3" | "4-7" | "over 7";
            /**
             * @example unknown
             * @enum {string}
             */
            class: "missing" | "unknown" | "state_mismatch" | "attribute_mismatch" | "duplicate" | "ended_still_live" | "partner_hold" | "unreadable";
            /**
             * @description The account that decided
             * @example 0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11
             */
            decidedBy: string | null;
            /**
             * Format: date
             * @example 2026-11-22
             */
            firstSeen: string;
            /**
             * Format: uuid
             * @example 4b0f5c1e-93d6-4f0c-8a6e-2f9c2f6f5d10
             */
            id: string;
            /**
             * Format: date
             * @example 2026-11-23
             */
            lastSeen: string;
            /**
             * @example null
             * @enum {string|null}
             */
            reason: "partner_decision" | "partner_corrects" | "known_difference" | "test_record" | "checked_by_hand" | "link_changed" | "reclassified" | "under_alias" | null;
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /**
             * @example open
             * @enum {string}
             */
            state: "open" | "repairing" | "waiting" | "accepted" | "resolved";
            /**
             * @description For supervisors, of a token that the city does not know: the partner is asked by it
             * @example 29840000000014
             */
            token?: string;
            /**
             * @description Blocked here and live there
             * @example false
             */
            urgent: boolean;
        };
        BreakDecided: {
            /**
             * @example accepted
             * @enum {string}
             */
            state: "open" | "repairing" | "waiting" | "accepted" | "resolved";
        };
        BreakDecision: {
            /**
             * @example accept
             * @enum {string}
             */
            decision: "repair" | "accept" | "wait" | "reopen";
            /**
             * @example partner_decision
             * @enum {string}
             */
            reason: "partner_decision" | "partner_corrects" | "known_difference" | "test_record" | "checked_by_hand";
        };
        BreakList: {
            /** @description In an order that tells nothing */
            breaks: components["schemas"]["Break"][];
            /**
             * Format: uuid
             * @description Send it as `after` for the next page
             * @example null
             */
            next: string | null;
        };
        Card: {
            /**
             * @example standard
             * @enum {string}
             */
            category: "kids" | "standard" | "senior";
            services: components["schemas"]["Service"][];
            /**
             * @example issued
             * @enum {string}
             */
            state: "issued" | "suspended" | "replaced" | "renewed" | "revoked" | "surrendered" | "expired";
            /** @example 2031-11 */
            validThrough: string;
        };
        CardEntry: {
            /** @example card.suspension */
            act: string;
            /**
             * @description Day in the city; nothing finer is kept
             * @example 2026-06-15
             */
            day: string;
            /**
             * @example done
             * @enum {string}
             */
            outcome: "done" | "refused";
            /**
             * @description Event and station, where there was one
             * @example ward-12/station-3
             */
            place: string | null;
            /** @example lost */
            reason: string | null;
            /**
             * @description The role in which it was done; who did it is for auditors
             * @example clerk
             */
            role: string;
        };
        CardHistory: {
            /** @description Oldest day first; within a day in no order that means anything */
            entries: components["schemas"]["CardEntry"][];
        };
        CardNumbers: {
            /**
             * @description First digits of every card number
             * @example 9840
             */
            prefix: string;
        };
        CategoryFees: {
            /** @example 0 */
            kids: number;
            /** @example 0 */
            senior: number;
            /** @example 1000 */
            standard: number;
        };
        Changes: {
            /** @description In the order in which they were published. */
            changes: components["schemas"]["ListedToken"][];
            /**
             * @description Where to go on, now or in a month. There is always one.
             * @example AfR3n0Yx2Qm8cJ5tT1wz0hVbK6dLq9pE4sUoXgC7iNyAeZkHjMvBrFtDuWl2SaOP3xQ5
             */
            next: string;
        };
        CheckRound: {
            /**
             * @description Accounts that were asked for
             * @example 840
             */
            asked: number;
            /**
             * @description Those of them that were not as they should be
             * @example 3
             */
            differences: number;
            /**
             * Format: date
             * @example 2026-11-23
             */
            endedOn: string | null;
            /**
             * Format: uuid
             * @description The run
             * @example 7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21
             */
            id: string;
            /**
             * @example null
             * @enum {string|null}
             */
            reason: "not_unpacked" | "signature_invalid" | "not_decrypted" | "name_mismatch" | "hash_total_wrong" | "not_readable" | "truncated" | "malformed" | "row_count_wrong" | "too_many_lines" | "empty" | "as_of_in_future" | "out_of_date" | "sequence_repeated" | "sequence_gap" | "size_changed" | "wrong_list" | "too_slow" | "too_large" | "size_accepted" | "outdated" | "not_asked" | "not_received" | "too_many_repairs" | "repairs_refused" | "accounts_not_shown" | "interrupted" | "partner_failed" | "partner_missing" | "database_failed" | "not_balanced" | "internal" | null;
            /**
             * Format: date
             * @example 2026-11-23
             */
            startedOn: string;
            /**
             * @example done
             * @enum {string}
             */
            state: "queued" | "receiving" | "comparing" | "checking" | "repairing" | "done" | "set_aside" | "awaiting_decision" | "failed" | "missed";
        };
        ClassDifferences: {
            /**
             * @example missing
             * @enum {string}
             */
            class: "missing" | "unknown" | "state_mismatch" | "attribute_mismatch" | "duplicate" | "ended_still_live" | "partner_hold" | "unreadable";
            /**
             * @description Links or lines of this class in the comparison. Null where it would give a small count away
             * @example 12
             */
            differences: number | "<5" | null;
        };
        ClassReport: {
            ages: components["schemas"]["AgeCount"][];
            /**
             * @description All of the class. Null where it would give a small count away
             * @example 12
             */
            breaks: number | "<5" | null;
            /**
             * @example missing
             * @enum {string}
             */
            class: "missing" | "unknown" | "state_mismatch" | "attribute_mismatch" | "duplicate" | "ended_still_live" | "partner_hold" | "unreadable";
        };
        Client: {
            /**
             * Format: uuid
             * @example 0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11
             */
            clientId: string;
            /**
             * @example active
             * @enum {string}
             */
            state: "active" | "disabled";
        };
        ClientPatch: {
            /**
             * @example disabled
             * @enum {string}
             */
            state: "active" | "disabled";
        };
        Closing: {
            /** @example 50 */
            closing: number;
            ribbons: components["schemas"]["RibbonsBody"];
        };
        Confirmation: {
            /** @example partner.change */
            change: string;
            /**
             * Format: uuid
             * @example 5f0e2a34-9d1b-4c7a-8a56-3f1d2b4c6e80
             */
            id: string;
            /**
             * @description Of a reset, shown this once
             * @example 7KQ2M-9XWRT-4HB8C-ZN3VP
             */
            password?: string;
        };
        Counts: {
            /**
             * @description Links that a list need not have: adopted library accounts; suspended ones that are not listed, where the partner ends what is suspended. Of a round of checks, accounts that the partner could not show
             * @example 0
             */
            apart: number;
            /**
             * @description Lines about adopted library accounts
             * @example 0
             */
            apartPresent: number;
            /**
             * @description Another last month
             * @example 2
             */
            attributeMismatch: number;
            /**
             * @description Lines beyond the first of a token
             * @example 1
             */
            duplicate: number;
            /**
             * @description Ended on both sides
             * @example 10
             */
            endedMatched: number;
            /**
             * @description Ended here, and not there
             * @example 0
             */
            endedStillLive: number;
            /**
             * @description Links on their way
             * @example 12
             */
            inFlight: number;
            /**
             * @description Lines about links on their way
             * @example 9
             */
            inFlightPresent: number;
            /**
             * @description The same on both sides
             * @example 970
             */
            matched: number;
            /**
             * @description Not in the list
             * @example 5
             */
            missing: number;
            /**
             * @description Links that are not ended
             * @example 1000
             */
            ours: number;
            /**
             * @description Stricter there than here: the partner's own decision
             * @example 10
             */
            partnerHold: number;
            /**
             * @description Blocked here, live there
             * @example 1
             */
            stateMismatch: number;
            /**
             * @description Lines of the list
             * @example 1004
             */
            theirs: number;
            /**
             * @description In the list, and no link
             * @example 1
             */
            unknown: number;
            /**
             * @description Lines that nobody can read
             * @example 0
             */
            unreadable: number;
        };
        CreatedAccount: {
            /**
             * Format: uuid
             * @example 7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10
             */
            id: string;
            /**
             * @description Shown this once, and to be changed at the first sign-in
             * @example 7KQ2M-9XWRT-4HB8C-ZN3VP
             */
            password: string;
            /** @example clerk.two */
            username: string;
        };
        Day: {
            /**
             * @description What must be left by the book
             * @example 47
             */
            closing: number;
            /**
             * Format: date
             * @example 2030-07-01
             */
            day: string;
            /**
             * @description How many of the spoiled ones are gone
             * @example 1
             */
            destroyed: number;
            /** @example 2 */
            issued: number;
            /** @example 0 */
            missing: number;
            /** @example 0 */
            opening: number;
            /** @example 50 */
            received: number;
            /** @example 1 */
            spoiled: number;
        };
        Days: {
            /** @description Each day opens with what the day before left */
            days: components["schemas"]["Day"][];
        };
        Deliveries: {
            /** @description The newest days first. */
            deliveries: components["schemas"]["Delivery"][];
            /**
             * @description Send it as `after` for the next page; null on the last one.
             * @example null
             */
            next: string | null;
        };
        Delivery: {
            /**
             * @description Attempts that ended, since it was made or sent again.
             * @example 10
             */
            attempts: number;
            /**
             * Format: date
             * @description The day it was made.
             * @example 2026-11-27
             */
            day: string;
            /**
             * @description The `webhook-id` of the message, at each attempt.
             * @example msg_wX3rT0mQk5Jd8LzVbN2cYh7s
             */
            id: string;
            /**
             * Format: date-time
             * @description While it waits.
             * @example 2026-11-30T15:04:05.000Z
             */
            nextAttemptAt?: string;
            /**
             * @description Of the last attempt.
             * @example answered_5xx
             * @enum {string}
             */
            outcome?: "delivered" | "gone" | "answered_3xx" | "answered_4xx" | "answered_5xx" | "timed_out" | "connect_failed" | "connection_closed" | "tls_failed" | "target_refused";
            /**
             * @description `dead`: given up. It can be sent again.
             * @example dead
             * @enum {string}
             */
            state: "waiting" | "delivered" | "dead";
            /**
             * @example changes.published
             * @enum {string}
             */
            type: "changes.published" | "webhook.ping";
        };
        DeskLink: {
            /**
             * @example active
             * @enum {string}
             */
            desired: "active" | "suspended" | "ended";
            /** @example library.bad_reference */
            errorCode?: string;
            /**
             * @example partner_hold
             * @enum {string}
             */
            flag?: "partner_hold";
            /**
             * @example active
             * @enum {string|null}
             */
            reported: "active" | "suspended" | "ended" | null;
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
        };
        Destroyed: {
            /** @example 1 */
            destroyed: number;
        };
        Destruction: {
            /** @example 50 */
            count: number;
        };
        Event: {
            /**
             * Format: date
             * @example 2030-07-01
             */
            day: string;
            /**
             * Format: uuid
             * @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4
             */
            id: string;
            /** @example Ward office 25 */
            name: string;
            /**
             * @example open
             * @enum {string}
             */
            state: "open" | "closed";
            /**
             * @example [
             *       "A1",
             *       "A2"
             *     ]
             */
            stations: string[];
        };
        EventDetail: {
            blanks: components["schemas"]["StationBlanks"][];
            /**
             * Format: date
             * @example 2030-07-01
             */
            day: string;
            days: components["schemas"]["Day"][];
            /**
             * Format: uuid
             * @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4
             */
            id: string;
            /** @example Ward office 25 */
            name: string;
            ribbons: components["schemas"]["RibbonsAnswer"] | null;
            /**
             * @example open
             * @enum {string}
             */
            state: "open" | "closed";
            /**
             * @example [
             *       "A1",
             *       "A2"
             *     ]
             */
            stations: string[];
        };
        EventList: {
            /** @description Newest day first */
            events: components["schemas"]["Event"][];
            /**
             * Format: uuid
             * @description Send it as `after` for the next page
             * @example null
             */
            next: string | null;
        };
        Fee: {
            /**
             * @description To be paid.
             * @example 0
             */
            amountCents: number;
            /** @example false */
            waived: boolean;
        };
        Fees: {
            issue: components["schemas"]["CategoryFees"];
            renewal: components["schemas"]["CategoryFees"];
            replacement: components["schemas"]["CategoryFees"];
        };
        FullAudit: {
            /**
             * @description Staff have asked for one that was not sent yet.
             * @example false
             */
            asked: boolean;
            /**
             * @description In a row, on this instance.
             * @example 0
             */
            failures: number;
            /**
             * Format: date
             * @example 2026-11-16
             */
            lastDay: string | null;
            /** @example connection_closed */
            lastErrorCode: string | null;
        };
        FullAuditAsked: {
            /**
             * @example asked
             * @enum {string}
             */
            fullAudit: "asked";
        };
        Health: {
            /**
             * @example ok
             * @enum {string}
             */
            status: "ok";
        };
        Introspect: {
            /**
             * @description A token as this partner knows it.
             * @example 29840000000014
             */
            token: string;
        };
        IntrospectBatch: {
            /**
             * @description Tokens as this partner knows them. One may stand there more than once.
             * @example [
             *       "29840000000014",
             *       "29840000000022"
             *     ]
             */
            tokens: string[];
        };
        Introspection: {
            /**
             * @description Whether the service may be given today.
             * @example true
             */
            active: boolean;
            /**
             * @example active
             * @enum {string}
             */
            state?: "active" | "suspended" | "ended";
            statusList?: components["schemas"]["StatusReference"];
            /**
             * @description Last month, YYYY-MM or never.
             * @example 2031-11
             */
            validThrough?: string;
        };
        Introspections: {
            /** @description One for each token, in the order in which they were sent. */
            results: components["schemas"]["Introspection"][];
        };
        Issue: {
            adopt?: components["schemas"]["Adopt"];
            /**
             * @example standard
             * @enum {string}
             */
            category: "kids" | "standard" | "senior";
            /**
             * @description Nothing is to be paid. Why is not asked and not kept.
             * @example false
             */
            feeWaived?: boolean;
            /**
             * @example [
             *       "transit",
             *       "library",
             *       "prescription"
             *     ]
             */
            services: ("transit" | "library" | "prescription")[];
            /**
             * @description A supervisor takes the library number over from a card that is out of reach.
             * @example false
             */
            takeOver?: boolean;
            /**
             * @description Last month, YYYY-MM or never. By default what the category gives.
             * @example 2031-11
             */
            validThrough?: string;
        };
        IssuedCard: {
            /** @example C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7 */
            cardCode: string;
            /** @example 9840123456789017 */
            cardNumber: string;
            /**
             * @example standard
             * @enum {string}
             */
            category: "kids" | "standard" | "senior";
            fee: components["schemas"]["Fee"];
            services: components["schemas"]["PrintedService"][];
            /** @example S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4 */
            slipCode: string;
            /** @example 2031-11 */
            validThrough: string;
        };
        KeySet: {
            /**
             * @example [
             *       {
             *         "kty": "OKP",
             *         "crv": "Ed25519",
             *         "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
             *         "kid": "v1",
             *         "alg": "EdDSA",
             *         "use": "sig"
             *       }
             *     ]
             */
            keys: {
                [key: string]: string;
            }[];
        };
        KeyStatement: {
            /**
             * @description A JWT signed by a key that the client has: `iss` and `sub` are the client id, `aud` the address of these keys (`.../partner/v1/keys`), `jti` new each time, `exp` within five minutes; and `add`, a public key (RFC 7517), or `remove`, the thumbprint of a key.
             * @example eyJhbGciOiJFZERTQSJ9.e30.c2ln
             */
            statement: string;
        };
        Lane: {
            backlog: components["schemas"]["Backlog"];
            /**
             * @description Open: this instance waits after failures.
             * @example closed
             * @enum {string}
             */
            circuit: "closed" | "open";
            /**
             * @description In a row, on this instance.
             * @example 0
             */
            failures: number;
            /** @description Null where the profile has no full audit. */
            fullAudit: components["schemas"]["FullAudit"] | null;
            /** @example timeout */
            lastErrorCode: string | null;
            /** @example 2026-11-23T14:05:09.000Z */
            lastSuccessAt: string | null;
            /** @description What waits for a person, as this instance saw it last. */
            notices: components["schemas"]["Notice"][];
            /**
             * @description Seconds for which the longest waiting link has been due, or out for its answer. Each try begins anew, so see failures and lastSuccessAt too.
             * @example 41
             */
            oldestWaitingSeconds: number | null;
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /**
             * @example running
             * @enum {string}
             */
            state: "running" | "paused";
        };
        LaneList: {
            lanes: components["schemas"]["Lane"][];
            /** @example null */
            next: string | null;
        };
        LaneState: {
            /**
             * @example paused
             * @enum {string}
             */
            state: "running" | "paused";
        };
        LibraryMint: {
            /**
             * @description Institution code of numbers drawn here
             * @example 9840
             */
            institution: string;
        };
        LibraryPolicy: {
            /**
             * @description Seconds in which changes of state are gathered before they are published
             * @default 900
             */
            changeEpochSeconds?: number;
            /**
             * @description Adopted numbers, which no list has, that are asked for one by one within a minute; 0 for none
             * @default 60
             */
            checksPerMinute?: number;
            /**
             * @description Seconds in which new and replaced links are gathered before they are published
             * @default 86400
             */
            enrolmentEpochSeconds?: number;
            /**
             * @description Days from one full audit to the next, where the profile has such a file; 0 for only when somebody asks
             * @default 7
             */
            fullAuditEveryDays?: number;
            /**
             * @description Days before the day of the partner's own list whose changes may not be in it yet
             * @default 1
             */
            inFlightDays?: number;
            /**
             * @description Days from one list to the next; 0 for only when somebody asks
             * @default 1
             */
            listEveryDays?: number;
            /**
             * @description The hour of the city's day at which the partner's list is asked for; one that is uploaded has to be there by then
             * @default 3
             */
            listHour?: number;
            tokens: components["schemas"]["LibraryTokens"];
        };
        LibraryTokens: {
            /**
             * @description What an adopted number may look like: regular expressions, anchored at both ends, without groups, at most 64 characters
             * @default [
             *       "^2[0-9]{13}$",
             *       "^D[0-9]{9}$",
             *       "^[0-9]{12}$"
             *     ]
             */
            adoptPatterns?: string[];
            mint: components["schemas"]["LibraryMint"];
        };
        LinkToken: {
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /**
             * @description The token as it is printed.
             * @example 29840000000014
             */
            token: string;
        };
        ListedToken: {
            /**
             * @description The token of this partner that this one takes the place of.
             * @example 29840000000022
             */
            replaces?: string;
            /**
             * @example active
             * @enum {string}
             */
            state: "active" | "suspended" | "ended";
            statusList: components["schemas"]["StatusReference"];
            /** @example 29840000000014 */
            token: string;
            /**
             * @description Last month, YYYY-MM or never.
             * @example 2031-11
             */
            validThrough: string;
        };
        MadeWebhook: {
            /**
             * @description Verifies messages (Standard Webhooks). It is shown this once.
             * @example whsec_3Qm9YxT0pL7cVbN2sKf8HjD4wR6uZ1aEgXiO5tMqWyA=
             */
            secret: string;
            /**
             * @description `disabled` when the receiver answered 410. Setting its address again enables it.
             * @example active
             * @enum {string}
             */
            state: "active" | "disabled";
            /** @example https://hooks.library.example/citykey */
            url: string;
        };
        Migration: {
            /**
             * @description Pairs that are applied by now
             * @example 0
             */
            applied: number;
            /**
             * @description The account that decided
             * @example null
             */
            decidedBy: string | null;
            /**
             * Format: date
             * @example null
             */
            decidedOn: string | null;
            /**
             * Format: uuid
             * @example 7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21
             */
            id: string;
            /**
             * @description Pairs that were taken
             * @example 4812
             */
            pairs: number;
            /**
             * Format: date
             * @example 2026-11-29
             */
            proposedOn: string;
            /**
             * @description Pairs that were not
             * @example 3
             */
            refused: number;
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /**
             * @description Pairs that could not be applied any more when their turn came
             * @example 0
             */
            skipped: number;
            /**
             * @example proposed
             * @enum {string}
             */
            state: "proposed" | "applying" | "applied" | "declined";
        };
        MigrationDecided: {
            /**
             * @example applying
             * @enum {string}
             */
            state: "proposed" | "applying" | "applied" | "declined";
        };
        MigrationDecision: {
            /**
             * @example approve
             * @enum {string}
             */
            decision: "approve" | "decline";
        };
        MigrationList: {
            /** @description Open ones first */
            migrations: components["schemas"]["Migration"][];
            /**
             * @description There is never more than one page
             * @example null
             */
            next: null;
        };
        MissingAnswer: {
            /** @example 1 */
            missing: number;
        };
        MissingBody: {
            /** @example 50 */
            count: number;
            /** @example A2 */
            stationId: string;
        };
        NewAccount: {
            /**
             * @example [
             *       "clerk"
             *     ]
             */
            roles: ("clerk" | "supervisor" | "auditor" | "counsel" | "admin")[];
            /** @example clerk.two */
            username: string;
        };
        NewClient: {
            /**
             * @description One to five public keys (RFC 7517): Ed25519, P-256, or RSA of at least 2048 bits
             * @example {
             *       "keys": [
             *         {
             *           "kty": "OKP",
             *           "crv": "Ed25519",
             *           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
             *           "kid": "2026-1"
             *         }
             *       ]
             *     }
             */
            jwks?: {
                keys: {
                    [key: string]: unknown;
                }[];
            };
        };
        NewEvent: {
            /**
             * Format: date
             * @description Day in the city, today or later
             * @example 2030-07-01
             */
            day: string;
            /**
             * @description Where it is. Name the house, not those who are expected there
             * @example Ward office 25
             */
            name: string;
            /**
             * @example [
             *       "A1",
             *       "A2"
             *     ]
             */
            stations: string[];
        };
        NewFactor: {
            /**
             * @description Base32
             * @example GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
             */
            secret: string;
            /**
             * @description For a QR code
             * @example otpauth://totp/CityKey:clerk?issuer=CityKey&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
             */
            uri: string;
        };
        NewPartner: {
            /**
             * @description What the profile documents. Sealed at rest and never answered.
             * @example {
             *       "clientId": "citykey",
             *       "clientSecret": "a secret from the library"
             *     }
             */
            credentials: {
                [key: string]: string;
            };
            /** @example City Public Library */
            name: string;
            /**
             * @example {
             *       "enrolmentEpochSeconds": 86400,
             *       "changeEpochSeconds": 900,
             *       "fullAuditEveryDays": 7,
             *       "inFlightDays": 1,
             *       "tokens": {
             *         "mint": {
             *           "institution": "9840"
             *         },
             *         "adoptPatterns": [
             *           "^2[0-9]{13}$"
             *         ]
             *       }
             *     }
             */
            policy: components["schemas"]["LibraryPolicy"] | components["schemas"]["TransitPolicy"] | components["schemas"]["PrescriptionPolicy"];
            /**
             * @description The adapter that speaks to this partner
             * @example koha-rest
             */
            profile: string;
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /**
             * @description What the profile documents
             * @example {
             *       "baseUrl": "https://koha.library.example",
             *       "libraryId": "MAIN",
             *       "categoryId": "CITYKEY"
             *     }
             */
            settings: {
                [key: string]: unknown;
            };
        };
        NewRule: {
            /**
             * Format: date
             * @description First day of the rule in the city: tomorrow or later
             * @example 2027-01-01
             */
            effectiveFrom: string;
            /**
             * @description What the kind takes
             * @example {
             *       "graceMonths": 12
             *     }
             */
            value: components["schemas"]["Validity"] | components["schemas"]["Fees"] | components["schemas"]["CardNumbers"] | components["schemas"]["AdoptedNumbers"] | components["schemas"]["Renewal"];
        };
        Notice: {
            /**
             * @description From the profile's closed list; the operations guide says what to do.
             * @example x12.file_aged
             */
            code: string;
            /**
             * @description How many such matters there are.
             * @example 1
             */
            count: number;
            /**
             * Format: date
             * @description The day of the oldest.
             * @example 2026-11-23
             */
            sinceDay: string;
        };
        OidcSubject: {
            /**
             * @description The `sub` claim by which the identity provider knows the person (OpenID Connect Core section 2); not a name and no e-mail address
             * @example 248289761001
             */
            subject: string;
        };
        OwnBreak: {
            /**
             * @description Days since it was first seen
             * @example 0-1
             * @enum {string}
             */
            age: "0-1" | "2-3" | "4-7" | "over 7";
            /**
             * @example unknown
             * @enum {string}
             */
            class: "missing" | "unknown" | "state_mismatch" | "attribute_mismatch" | "duplicate" | "ended_still_live" | "partner_hold" | "unreadable";
            /**
             * Format: date
             * @example 2026-11-22
             */
            firstSeen: string;
            /**
             * Format: uuid
             * @example 4b0f5c1e-93d6-4f0c-8a6e-2f9c2f6f5d10
             */
            id: string;
            /**
             * Format: date
             * @example 2026-11-23
             */
            lastSeen: string;
            /**
             * @example open
             * @enum {string}
             */
            state: "open" | "repairing" | "waiting" | "accepted" | "resolved";
            /**
             * @description Null for lines that nobody can read
             * @example 29840000000014
             */
            token: string | null;
            /**
             * @description Blocked here and live there
             * @example false
             */
            urgent: boolean;
        };
        OwnBreakList: {
            /** @description In an order that tells nothing */
            breaks: components["schemas"]["OwnBreak"][];
            /**
             * Format: uuid
             * @description Send it as `after` for the next page
             * @example null
             */
            next: string | null;
        };
        OwnCounts: {
            /**
             * @description Another last month
             * @example 2
             */
            attributeMismatch: number;
            /**
             * @description Lines beyond the first of a token
             * @example 1
             */
            duplicate: number;
            /**
             * @description Ended here, and not there
             * @example 0
             */
            endedStillLive: number;
            /**
             * @description Not in the list
             * @example 5
             */
            missing: number;
            /**
             * @description Stricter there than here: the partner's own decision
             * @example 10
             */
            partnerHold: number;
            /**
             * @description Blocked here, live there
             * @example 1
             */
            stateMismatch: number;
            /**
             * @description In the list, and no link
             * @example 1
             */
            unknown: number;
            /**
             * @description Lines that nobody can read
             * @example 0
             */
            unreadable: number;
        };
        OwnKey: {
            /**
             * @description The public key (RFC 7517)
             * @example {
             *       "kty": "OKP",
             *       "crv": "Ed25519",
             *       "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
             *       "kid": "2026-1",
             *       "use": "sig"
             *     }
             */
            jwk: {
                [key: string]: string;
            };
            /**
             * @description The name of the key (RFC 7638, SHA-256)
             * @example kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k
             */
            thumbprint: string;
        };
        OwnKeys: {
            keys: components["schemas"]["OwnKey"][];
        };
        OwnMigration: {
            /**
             * @description Pairs that are applied by now
             * @example 500
             */
            applied: number;
            /**
             * Format: uuid
             * @example 7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21
             */
            id: string;
            /**
             * @description Pairs that were taken
             * @example 4812
             */
            pairs: number;
            /**
             * Format: date
             * @example 2026-11-29
             */
            proposedOn: string;
            /**
             * @description Pairs that were not
             * @example 3
             */
            refused: number;
            /**
             * @description Pairs that could not be applied any more when their turn came
             * @example 0
             */
            skipped: number;
            /**
             * @example applying
             * @enum {string}
             */
            state: "proposed" | "applying" | "applied" | "declined";
        };
        OwnRun: {
            /**
             * Format: date
             * @description The day that the list shows, in the city's time zone
             * @example 2026-11-23
             */
            asOf: string | null;
            /** @description What differs, by class. Null for a run that compared nothing */
            counts: components["schemas"]["OwnCounts"] | null;
            /**
             * Format: date
             * @example 2026-11-23
             */
            endedOn: string | null;
            /**
             * Format: uuid
             * @example 7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21
             */
            id: string;
            /**
             * @description Why it stands there, where that is not plain
             * @example null
             * @enum {string|null}
             */
            reason: "not_unpacked" | "signature_invalid" | "not_decrypted" | "name_mismatch" | "hash_total_wrong" | "not_readable" | "truncated" | "malformed" | "row_count_wrong" | "too_many_lines" | "empty" | "as_of_in_future" | "out_of_date" | "sequence_repeated" | "sequence_gap" | "size_changed" | "wrong_list" | "too_slow" | "too_large" | "size_accepted" | "outdated" | "not_asked" | "not_received" | "too_many_repairs" | "repairs_refused" | "accounts_not_shown" | "interrupted" | "partner_failed" | "partner_missing" | "database_failed" | "not_balanced" | "internal" | null;
            /**
             * @description Lines of the list, also of one that was set aside
             * @example 1004
             */
            rows: number | null;
            /**
             * @description The list's number in the partner's own count
             * @example null
             */
            sequence: number | null;
            /**
             * @description How the list came: `pull`, asked of the partner; `upload`, sent here; `check`, accounts asked for one by one
             * @example pull
             * @enum {string}
             */
            source: "pull" | "upload" | "check";
            /**
             * Format: date
             * @example 2026-11-23
             */
            startedOn: string;
            /**
             * @example done
             * @enum {string}
             */
            state: "queued" | "receiving" | "comparing" | "checking" | "repairing" | "done" | "set_aside" | "awaiting_decision" | "failed" | "missed";
        };
        OwnRunDetail: {
            /**
             * Format: date
             * @description The day that the list shows, in the city's time zone
             * @example 2026-11-23
             */
            asOf: string | null;
            /** @description What differs, by class. Null for a run that compared nothing */
            counts: components["schemas"]["OwnCounts"] | null;
            /**
             * Format: date
             * @example 2026-11-23
             */
            endedOn: string | null;
            /**
             * Format: uuid
             * @example 7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21
             */
            id: string;
            /** @description Null for a run that is over */
            progress: components["schemas"]["Progress"] | null;
            /**
             * @description Why it stands there, where that is not plain
             * @example null
             * @enum {string|null}
             */
            reason: "not_unpacked" | "signature_invalid" | "not_decrypted" | "name_mismatch" | "hash_total_wrong" | "not_readable" | "truncated" | "malformed" | "row_count_wrong" | "too_many_lines" | "empty" | "as_of_in_future" | "out_of_date" | "sequence_repeated" | "sequence_gap" | "size_changed" | "wrong_list" | "too_slow" | "too_large" | "size_accepted" | "outdated" | "not_asked" | "not_received" | "too_many_repairs" | "repairs_refused" | "accounts_not_shown" | "interrupted" | "partner_failed" | "partner_missing" | "database_failed" | "not_balanced" | "internal" | null;
            /**
             * @description Lines of the list, also of one that was set aside
             * @example 1004
             */
            rows: number | null;
            /**
             * @description The list's number in the partner's own count
             * @example null
             */
            sequence: number | null;
            /**
             * @description How the list came: `pull`, asked of the partner; `upload`, sent here; `check`, accounts asked for one by one
             * @example pull
             * @enum {string}
             */
            source: "pull" | "upload" | "check";
            /**
             * Format: date
             * @example 2026-11-23
             */
            startedOn: string;
            /**
             * @example done
             * @enum {string}
             */
            state: "queued" | "receiving" | "comparing" | "checking" | "repairing" | "done" | "set_aside" | "awaiting_decision" | "failed" | "missed";
        };
        OwnRunList: {
            /**
             * Format: uuid
             * @description Send it as `after` for the next page
             * @example null
             */
            next: string | null;
            /** @description Newest first */
            runs: components["schemas"]["OwnRun"][];
        };
        Partner: {
            /**
             * Format: uuid
             * @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4
             */
            id: string;
            /** @example City Public Library */
            name: string;
            /**
             * @example {
             *       "enrolmentEpochSeconds": 86400,
             *       "changeEpochSeconds": 900,
             *       "fullAuditEveryDays": 7,
             *       "inFlightDays": 1,
             *       "tokens": {
             *         "mint": {
             *           "institution": "9840"
             *         },
             *         "adoptPatterns": [
             *           "^2[0-9]{13}$"
             *         ]
             *       }
             *     }
             */
            policy: components["schemas"]["LibraryPolicy"] | components["schemas"]["TransitPolicy"] | components["schemas"]["PrescriptionPolicy"];
            /** @example koha-rest */
            profile: string;
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /**
             * @example {
             *       "baseUrl": "https://koha.library.example",
             *       "libraryId": "MAIN"
             *     }
             */
            settings: {
                [key: string]: unknown;
            };
            /**
             * @example active
             * @enum {string}
             */
            state: "active" | "paused";
            /**
             * @description Also the ETag; send it as If-Match to change the partner
             * @example 1
             */
            version: number;
        };
        PartnerDetail: {
            clients: components["schemas"]["Client"][];
            /**
             * Format: uuid
             * @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4
             */
            id: string;
            /** @example City Public Library */
            name: string;
            /**
             * @example {
             *       "enrolmentEpochSeconds": 86400,
             *       "changeEpochSeconds": 900,
             *       "fullAuditEveryDays": 7,
             *       "inFlightDays": 1,
             *       "tokens": {
             *         "mint": {
             *           "institution": "9840"
             *         },
             *         "adoptPatterns": [
             *           "^2[0-9]{13}$"
             *         ]
             *       }
             *     }
             */
            policy: components["schemas"]["LibraryPolicy"] | components["schemas"]["TransitPolicy"] | components["schemas"]["PrescriptionPolicy"];
            /** @example koha-rest */
            profile: string;
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /**
             * @example {
             *       "baseUrl": "https://koha.library.example",
             *       "libraryId": "MAIN"
             *     }
             */
            settings: {
                [key: string]: unknown;
            };
            /**
             * @example active
             * @enum {string}
             */
            state: "active" | "paused";
            /**
             * @description Also the ETag; send it as If-Match to change the partner
             * @example 1
             */
            version: number;
        };
        PartnerList: {
            /**
             * @description There is never more than one page
             * @example null
             */
            next: null;
            partners: components["schemas"]["Partner"][];
        };
        PartnerPatch: {
            /**
             * @description Merged; null removes one. Never answered.
             * @example {
             *       "clientSecret": "the next secret"
             *     }
             */
            credentials?: {
                [key: string]: string | null;
            };
            /** @example City Public Library */
            name?: string;
            /**
             * @description Merged
             * @example {
             *       "changeEpochSeconds": 600
             *     }
             */
            policy?: {
                [key: string]: unknown;
            };
            /** @example koha-rest */
            profile?: string;
            /**
             * @description Merged; null removes a setting
             * @example {
             *       "concurrency": 2
             *     }
             */
            settings?: {
                [key: string]: unknown;
            };
            /**
             * @description A paused partner is sent nothing and let in nowhere
             * @example paused
             * @enum {string}
             */
            state?: "active" | "paused";
        };
        Password: {
            /**
             * @description Shown this once, and to be changed at the next sign-in
             * @example 7KQ2M-9XWRT-4HB8C-ZN3VP
             */
            password: string;
        };
        PasswordChange: {
            /**
             * Format: password
             * @example 7KQ2M-9XWRT-4HB8C-ZN3VP
             */
            current: string;
            /**
             * Format: password
             * @description 12 to 128 characters
             * @example four words nobody would guess
             */
            next: string;
        };
        Pending: {
            approval: components["schemas"]["PendingChange"];
        };
        PendingChange: {
            /** @example partner.change */
            change: string;
            /**
             * @description In the list, where the second person has to see what is to be done. Of a binding `issuer` and `subject`; of roles `username`, `rolesBefore`, `roles` and, where it changes too, `state`; of a partner `service` and what is to change, in the form in which it was asked for (null removes a setting), but of `credentials` the names alone
             * @example {
             *       "service": "library",
             *       "settings": {
             *         "baseUrl": "https://koha.library.example"
             *       },
             *       "credentials": [
             *         "clientSecret"
             *       ]
             *     }
             */
            details?: {
                [key: string]: unknown;
            };
            /**
             * @description Last day on which it can be confirmed
             * @example 2026-06-16
             */
            expiresOn: string;
            /**
             * Format: uuid
             * @example 5f0e2a34-9d1b-4c7a-8a56-3f1d2b4c6e80
             */
            id: string;
            /**
             * Format: uuid
             * @description The account that asked
             * @example 7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10
             */
            requestedBy: string;
            /**
             * Format: uuid
             * @description The account or partner to be changed
             * @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4
             */
            target: string;
        };
        PendingChangeList: {
            approvals: components["schemas"]["PendingChange"][];
            /**
             * @description There is never more than one page
             * @example null
             */
            next: null;
        };
        PharmacyLines: {
            /** @example 004682 */
            rxBin: string;
            /** @example CITYKEY */
            rxGroup: string;
            /** @example CK7Q2M9XWB4T */
            rxId: string;
            /** @example CITYKEY */
            rxPcn: string;
        };
        Place: {
            /**
             * Format: uuid
             * @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4
             */
            eventId: string;
            /** @example A2 */
            stationId: string;
        };
        Placed: {
            /**
             * @description Carries the station; use it from now on
             * @example eyJhbGciOiJIUzI1NiJ9.e30.c2ln
             */
            accessToken: string;
            /**
             * @description Seconds the token lives
             * @example 300
             */
            expiresIn: number;
            /**
             * @example [
             *       "clerk"
             *     ]
             */
            roles: string[];
        };
        PrescriptionPolicy: {
            /**
             * @description Seconds in which changes of state are gathered before they are published
             * @default 900
             */
            changeEpochSeconds?: number;
            /**
             * @description Adopted numbers, which no list has, that are asked for one by one within a minute; 0 for none
             * @default 60
             */
            checksPerMinute?: number;
            /**
             * @description Seconds in which new and replaced links are gathered before they are published
             * @default 86400
             */
            enrolmentEpochSeconds?: number;
            /**
             * @description Days from one full audit to the next, where the profile has such a file; 0 for only when somebody asks
             * @default 7
             */
            fullAuditEveryDays?: number;
            /**
             * @description Days before the day of the partner's own list whose changes may not be in it yet
             * @default 1
             */
            inFlightDays?: number;
            /**
             * @description Days from one list to the next; 0 for only when somebody asks
             * @default 1
             */
            listEveryDays?: number;
            /**
             * @description The hour of the city's day at which the partner's list is asked for; one that is uploaded has to be there by then
             * @default 3
             */
            listHour?: number;
            tokens: components["schemas"]["PrescriptionTokens"];
        };
        PrescriptionTokens: {
            /**
             * @description The member id that everybody is given; where it is set, nobody is enrolled and no token exists
             * @example CITYRX
             */
            constantId?: string;
            /**
             * @description Characters of a member id in all
             * @example 12
             */
            memberLength: number;
            /**
             * @description First characters of every member id
             * @example CK
             */
            memberPrefix: string;
            /**
             * @description BIN (6 digits) or IIN (8 digits)
             * @example 610378
             */
            rxBin: string;
            /**
             * @description Group of the programme
             * @example CITYKEY
             */
            rxGroup: string;
            /**
             * @description Processor control number
             * @example CKRX
             */
            rxPcn: string;
        };
        Present: {
            /**
             * @example {
             *       "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7"
             *     }
             */
            presented: components["schemas"]["Presented"];
        };
        Presented: {
            /**
             * @description The code in the card's barcode.
             * @example C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7
             */
            cardCode?: string;
            /**
             * @description The code on the slip.
             * @example S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4
             */
            slipCode?: string;
        };
        PrintedService: {
            printed?: components["schemas"]["PharmacyLines"];
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /**
             * @example codabar
             * @enum {string}
             */
            symbology?: "codabar";
            /** @example 29840000000014 */
            token?: string;
        };
        /** @description What went wrong (RFC 9457). `code` is stable; programs decide by it. Nothing the caller sent is repeated. */
        Problem: {
            /** @description The act that was refused. */
            act?: string;
            /** @description What would have been accepted. */
            allowed?: string[];
            /** @description JSON pointer to the declared field that is meant. */
            at?: string;
            /** @example request.invalid */
            code: string;
            /** @description Numbers that do not add up, by name. */
            counts?: {
                [key: string]: number;
            };
            /** @description Each thing that is wrong in one request. */
            findings?: {
                /** @description What would have been accepted there. */
                allowed?: string[];
                /**
                 * @description JSON pointer (RFC 6901) to a declared field or query parameter, or to what should hold it.
                 * @example /category
                 */
                at: string;
                /**
                 * @description What is wrong there.
                 * @example field.missing
                 */
                code: string;
            }[];
            /** @description The most that is taken. */
            limit?: number;
            /**
             * Format: uuid
             * @description Also in the X-Request-Id header; name it when you ask for help.
             */
            requestId?: string;
            /** @description The state that stands against it. */
            state?: string;
            status: number;
            /** @description One sentence, the same for every problem of this code. */
            title: string;
            /**
             * Format: uri
             * @example urn:citykey:problem:request.invalid
             */
            type: string;
        };
        Progress: {
            /**
             * @description Seconds until the list is received, at the speed so far; until the round is over, at the agreed rate
             * @example 40
             */
            estimatedSeconds: number | null;
            /**
             * @description Lines that the list should have, or that the last one had; accounts of the round
             * @example 1000
             */
            expectedRows: number | null;
            /**
             * @description Lines staged so far, up to four blocks of 256 KiB behind what has come; of a round of checks, accounts that were asked for
             * @example 500
             */
            rows: number;
            /** @example receiving */
            stage: string;
        };
        Proposal: {
            /**
             * @description Pairs that were applied before
             * @example 0
             */
            alreadyMigrated: number;
            /**
             * Format: uuid
             * @description Null when nothing was kept: for a dry run, and where there is nothing to do
             * @example null
             */
            id: string | null;
            /**
             * @description Pairs in the request
             * @example 2
             */
            pairs: number;
            /** @description The first thousand of them */
            refusals: components["schemas"]["RefusedPair"][];
            /**
             * @description Pairs that are not taken
             * @example 1
             */
            refused: number;
            /**
             * @example checked
             * @enum {string}
             */
            state: "checked" | "proposed";
            /**
             * @description Tokens that would be migrated
             * @example 1
             */
            toMigrate: number;
        };
        Received: {
            /** @example 500 */
            received: number;
        };
        RefusedPair: {
            /**
             * @description Where it stands in the request
             * @example /pairs/3
             */
            at: string;
            /**
             * @example taken
             * @enum {string}
             */
            code: "unknown" | "ended" | "superseded" | "under_way" | "wrong_format" | "taken" | "repeated" | "same";
        };
        Reinstate: {
            /**
             * @example {
             *       "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7"
             *     }
             */
            presented: components["schemas"]["Presented"];
            /**
             * @description Services whose partner's hold is lifted as well.
             * @example [
             *       "library"
             *     ]
             */
            services?: ("transit" | "library" | "prescription")[];
        };
        Renew: {
            /** @description The chip of the new blank; a library number to be kept or adopted. */
            adopt?: components["schemas"]["Adopt"];
            /**
             * @description Where the holder has come of age.
             * @example standard
             * @enum {string}
             */
            category?: "kids" | "standard" | "senior";
            /**
             * @description Nothing is to be paid. Why is not asked and not kept.
             * @example false
             */
            feeWaived?: boolean;
            /**
             * @example {
             *       "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7"
             *     }
             */
            presented: components["schemas"]["Presented"];
            /**
             * @description A supervisor takes the library number over from a card that is out of reach.
             * @example false
             */
            takeOver?: boolean;
        };
        Renewal: {
            /**
             * @description Months after its last one in which an expired card can be renewed
             * @example 12
             */
            graceMonths: number;
        };
        Replace: {
            /** @description The chip of the new blank; a library number to be kept or adopted. */
            adopt?: components["schemas"]["Adopt"];
            /**
             * @description Nothing is to be paid. Why is not asked and not kept.
             * @example false
             */
            feeWaived?: boolean;
            /**
             * @example {
             *       "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7"
             *     }
             */
            presented: components["schemas"]["Presented"];
            /**
             * @example damaged
             * @enum {string}
             */
            reason: "lost" | "stolen" | "damaged" | "spoiled" | "partner_rejected";
            /**
             * @description A supervisor takes the library number over from a card that is out of reach.
             * @example false
             */
            takeOver?: boolean;
        };
        ReportAnswer: {
            /** @description The same, of all classes */
            ages: components["schemas"]["AgeCount"][];
            /**
             * @description Outside, counts from 1 to 4 are told as `<5`
             * @example inside
             * @enum {string}
             */
            audience: "inside" | "outside";
            /**
             * @description All of them. Null where it would give a small count away
             * @example 12
             */
            breaks: number | "<5" | null;
            /** @description The last round of checks; null outside, and where there was none */
            checks: components["schemas"]["CheckRound"] | null;
            /** @description Breaks that stand */
            classes: components["schemas"]["ClassReport"][];
            /**
             * Format: date
             * @description The day of the report
             * @example 2026-11-24
             */
            day: string;
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /** @description The same by state; null outside */
            states: components["schemas"]["StateCount"][] | null;
            /** @description The last 30 runs with lists, newest first; no rounds of checks */
            trend: components["schemas"]["TrendEntry"][];
            /**
             * @description Blocked here and live there; null outside
             * @example 0
             */
            urgent: number | null;
        };
        ReportDto: {
            /**
             * @description `lost` and `stolen` suspend the token; `found` takes that back, and nothing that the city has suspended; `closed` ends the token for good.
             * @example lost
             * @enum {string}
             */
            report: "lost" | "stolen" | "found" | "closed";
            /**
             * @description A token as this partner knows it.
             * @example 29840000000014
             */
            token: string;
        };
        Revoke: {
            /**
             * @example {
             *       "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7"
             *     }
             */
            presented: components["schemas"]["Presented"];
            /**
             * @example issued_in_error
             * @enum {string}
             */
            reason: "issued_in_error" | "misuse";
        };
        RibbonsAnswer: {
            /**
             * Format: uuid
             * @description The account that says so
             * @example 0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11
             */
            account: string;
            /**
             * Format: date
             * @example 2030-07-01
             */
            day: string;
            /** @example true */
            destroyed: boolean;
            /** @example false */
            inCustody: boolean;
        };
        RibbonsBody: {
            /**
             * @description Used ribbons are destroyed
             * @example true
             */
            destroyed: boolean;
            /**
             * @description Used ribbons are locked away
             * @example false
             */
            inCustody: boolean;
        };
        RotatedSecret: {
            /**
             * Format: date-time
             * @description Until then messages are signed with the old secret too.
             * @example 2026-12-01T15:04:05.000Z
             */
            formerUntil: string;
            /**
             * @description The new secret. It is shown this once.
             * @example whsec_3Qm9YxT0pL7cVbN2sKf8HjD4wR6uZ1aEgXiO5tMqWyA=
             */
            secret: string;
        };
        Rule: {
            /**
             * Format: date
             * @description First day of the rule in the city; null since ever
             * @example 2027-01-01
             */
            effectiveFrom: string | null;
            /**
             * @example renewal
             * @enum {string}
             */
            kind: "validity" | "fees" | "card_numbers" | "adopted_numbers" | "renewal";
            /**
             * @example {
             *       "graceMonths": 12
             *     }
             */
            value: components["schemas"]["Validity"] | components["schemas"]["Fees"] | components["schemas"]["CardNumbers"] | components["schemas"]["AdoptedNumbers"] | components["schemas"]["Renewal"];
        };
        RuleHistory: {
            /**
             * @description There is never more than one page
             * @example null
             */
            next: null;
            /** @description In the order of their days, those to come included */
            rules: components["schemas"]["Rule"][];
        };
        RulesOnDay: {
            /**
             * Format: date
             * @example 2026-07-01
             */
            on: string;
            /** @description One of each kind */
            rules: components["schemas"]["Rule"][];
        };
        RunAnswer: {
            /**
             * Format: date
             * @description The day that the list shows, in the city's time zone
             * @example 2026-11-23
             */
            asOf: string | null;
            /** @description Both sides add up. Null for a run that compared nothing */
            counts: components["schemas"]["Counts"] | null;
            /**
             * @description The account that said how to go on
             * @example null
             */
            decidedBy: string | null;
            /**
             * Format: date
             * @example 2026-11-23
             */
            endedOn: string | null;
            /**
             * Format: uuid
             * @example 7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21
             */
            id: string;
            /**
             * @description Why it stands there, where that is not plain
             * @example null
             * @enum {string|null}
             */
            reason: "not_unpacked" | "signature_invalid" | "not_decrypted" | "name_mismatch" | "hash_total_wrong" | "not_readable" | "truncated" | "malformed" | "row_count_wrong" | "too_many_lines" | "empty" | "as_of_in_future" | "out_of_date" | "sequence_repeated" | "sequence_gap" | "size_changed" | "wrong_list" | "too_slow" | "too_large" | "size_accepted" | "outdated" | "not_asked" | "not_received" | "too_many_repairs" | "repairs_refused" | "accounts_not_shown" | "interrupted" | "partner_failed" | "partner_missing" | "database_failed" | "not_balanced" | "internal" | null;
            /**
             * @description Lines of the list, also of one that was set aside
             * @example 1004
             */
            rows: number | null;
            /**
             * @description The list's number in the partner's own count
             * @example null
             */
            sequence: number | null;
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /**
             * @description How the list came: `pull`, asked of the partner; `upload`, sent here; `check`, accounts asked for one by one
             * @example pull
             * @enum {string}
             */
            source: "pull" | "upload" | "check";
            /**
             * Format: date
             * @example 2026-11-23
             */
            startedOn: string;
            /**
             * @example done
             * @enum {string}
             */
            state: "queued" | "receiving" | "comparing" | "checking" | "repairing" | "done" | "set_aside" | "awaiting_decision" | "failed" | "missed";
        };
        RunBody: {
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /**
             * @description `pull`: the partner is asked for its list. `check`: accounts that no list has are asked for one by one, at the agreed rate
             * @default pull
             * @example pull
             * @enum {string}
             */
            source?: "pull" | "check";
        };
        RunDecided: {
            /**
             * Format: uuid
             * @description The run that was asked for in its place
             * @example null
             */
            nextRun: string | null;
            /**
             * @example repairing
             * @enum {string}
             */
            state: "queued" | "receiving" | "comparing" | "checking" | "repairing" | "done" | "set_aside" | "awaiting_decision" | "failed" | "missed";
        };
        RunDecision: {
            /**
             * @example proceed
             * @enum {string}
             */
            decision: "proceed" | "refuse";
        };
        RunDetail: {
            /**
             * Format: date
             * @description The day that the list shows, in the city's time zone
             * @example 2026-11-23
             */
            asOf: string | null;
            /** @description Both sides add up. Null for a run that compared nothing */
            counts: components["schemas"]["Counts"] | null;
            /**
             * @description The account that said how to go on
             * @example null
             */
            decidedBy: string | null;
            /**
             * Format: date
             * @example 2026-11-23
             */
            endedOn: string | null;
            /**
             * Format: uuid
             * @example 7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21
             */
            id: string;
            /** @description Null for a run that is over */
            progress: components["schemas"]["Progress"] | null;
            /**
             * @description Why it stands there, where that is not plain
             * @example null
             * @enum {string|null}
             */
            reason: "not_unpacked" | "signature_invalid" | "not_decrypted" | "name_mismatch" | "hash_total_wrong" | "not_readable" | "truncated" | "malformed" | "row_count_wrong" | "too_many_lines" | "empty" | "as_of_in_future" | "out_of_date" | "sequence_repeated" | "sequence_gap" | "size_changed" | "wrong_list" | "too_slow" | "too_large" | "size_accepted" | "outdated" | "not_asked" | "not_received" | "too_many_repairs" | "repairs_refused" | "accounts_not_shown" | "interrupted" | "partner_failed" | "partner_missing" | "database_failed" | "not_balanced" | "internal" | null;
            /**
             * @description Lines of the list, also of one that was set aside
             * @example 1004
             */
            rows: number | null;
            /**
             * @description The list's number in the partner's own count
             * @example null
             */
            sequence: number | null;
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /**
             * @description How the list came: `pull`, asked of the partner; `upload`, sent here; `check`, accounts asked for one by one
             * @example pull
             * @enum {string}
             */
            source: "pull" | "upload" | "check";
            /**
             * Format: date
             * @example 2026-11-23
             */
            startedOn: string;
            /**
             * @example done
             * @enum {string}
             */
            state: "queued" | "receiving" | "comparing" | "checking" | "repairing" | "done" | "set_aside" | "awaiting_decision" | "failed" | "missed";
        };
        RunList: {
            /**
             * Format: uuid
             * @description Send it as `after` for the next page
             * @example null
             */
            next: string | null;
            /** @description Newest first */
            runs: components["schemas"]["RunAnswer"][];
        };
        RunStarted: {
            /**
             * Format: uuid
             * @description Look the run up by it
             * @example 7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21
             */
            id: string;
        };
        SandboxToken: {
            /**
             * @description The state to move `token` to. What has ended stays ended.
             * @enum {string}
             */
            state?: "active" | "suspended" | "ended";
            /** @description A token that was made here, to be moved to `state`. */
            token?: string;
            /**
             * @description For a new token: its last month, YYYY-MM or never (the default). A month that is over is taken too.
             * @example 2031-11
             */
            validThrough?: string;
        };
        ServerMetadata: {
            /**
             * @example [
             *       "client_credentials"
             *     ]
             */
            grant_types_supported: string[];
            /** @example https://cards.city.example */
            issuer: string;
            /** @example https://cards.city.example/oauth/jwks */
            jwks_uri: string;
            /** @example [] */
            response_types_supported: string[];
            /** @example https://cards.city.example/oauth/token */
            token_endpoint: string;
            /**
             * @example [
             *       "private_key_jwt"
             *     ]
             */
            token_endpoint_auth_methods_supported: string[];
            /**
             * @example [
             *       "EdDSA",
             *       "Ed25519",
             *       "ES256",
             *       "PS256"
             *     ]
             */
            token_endpoint_auth_signing_alg_values_supported: string[];
        };
        Service: {
            /**
             * @example active
             * @enum {string}
             */
            desired: "active" | "suspended" | "ended";
            /** @example library.bad_reference */
            errorCode?: string;
            /**
             * @example partner_hold
             * @enum {string}
             */
            flag?: "partner_hold";
            /**
             * @example active
             * @enum {string|null}
             */
            reported: "active" | "suspended" | "ended" | null;
            /**
             * @example library
             * @enum {string}
             */
            service: "transit" | "library" | "prescription";
            /** @example 29840000000014 */
            token?: string;
        };
        ServicesDto: {
            /**
             * @example [
             *       "prescription"
             *     ]
             */
            add?: ("transit" | "library" | "prescription")[];
            /** @description The chip of the new blank; a library number to be kept or adopted. */
            adopt?: components["schemas"]["Adopt"];
            /**
             * @example [
             *       "library"
             *     ]
             */
            drop?: ("transit" | "library" | "prescription")[];
            /**
             * @example {
             *       "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7"
             *     }
             */
            presented: components["schemas"]["Presented"];
            /**
             * @description A supervisor takes the library number over from a card that is out of reach.
             * @example false
             */
            takeOver?: boolean;
        };
        ServicesView: {
            /** @description What changed: added services as at issue, dropped ones by name. */
            services: components["schemas"]["PrintedService"][];
        };
        Session: {
            /**
             * @description Bearer token for the other routes
             * @example eyJhbGciOiJIUzI1NiJ9.e30.c2ln
             */
            accessToken: string;
            /**
             * @description Seconds the access token lives
             * @example 300
             */
            expiresIn: number;
            /**
             * @description Somebody else made the password: change it, nothing else is possible before
             * @example false
             */
            mustChangePassword?: boolean;
            /**
             * @example [
             *       "clerk"
             *     ]
             */
            roles: ("clerk" | "supervisor" | "auditor" | "counsel" | "admin")[];
        };
        SignIn: {
            /**
             * Format: password
             * @example 7KQ2M-9XWRT-4HB8C-ZN3VP
             */
            password: string;
            /**
             * @description Code of the second factor, where the account has one
             * @example 287082
             */
            totp?: string;
            /** @example clerk */
            username: string;
        };
        Slip: {
            /** @example S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4 */
            slipCode: string;
        };
        Spoilage: {
            /**
             * @description Of the blank
             * @example 1612345678901234
             */
            chip?: string;
            /** @example 1 */
            count?: number;
        };
        Spoiled: {
            /** @example 1 */
            spoiled: number;
        };
        StateCount: {
            /** @example 12 */
            breaks: number;
            /**
             * @example open
             * @enum {string}
             */
            state: "open" | "repairing" | "waiting" | "accepted" | "resolved";
        };
        StationBlanks: {
            /** @example 47 */
            blanks: number;
            /** @example A2 */
            station: string;
        };
        StatusReference: {
            /**
             * @description Position in the list.
             * @example 714233
             */
            idx: number;
            /** @example https://cards.city.example/partner/v1/status-list */
            uri: string;
        };
        Store: {
            /**
             * @description Blanks that no event has
             * @example 450
             */
            inStore: number;
        };
        Suspend: {
            /**
             * @example {
             *       "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7"
             *     }
             */
            presented: components["schemas"]["Presented"];
            /**
             * @example lost
             * @enum {string}
             */
            reason: "lost" | "stolen" | "holder_request";
        };
        TokenMigration: {
            /**
             * @description Only say what would become of the pairs, and keep nothing.
             * @default false
             * @example true
             */
            dryRun?: boolean;
            /**
             * @description Tokens of this partner, and those that take their place.
             * @example [
             *       {
             *         "old": "29840000000014",
             *         "new": "29840000000022"
             *       }
             *     ]
             */
            pairs: {
                new: string;
                old: string;
            }[];
        };
        Tokens: {
            /**
             * @description On the last page: the cursor of the change feed as it was before the first page was read.
             * @example AfR3n0Yx2Qm8cJ5tT1wz0hVbK6dLq9pE4sUoXgC7iNyAeZkHjMvBrFtDuWl2SaOP3xQ5
             */
            changesFrom?: string;
            /**
             * @description Send it as `after` for the next page; null on the last one.
             * @example null
             */
            next: string | null;
            /** @description In an order that has nothing to do with time. */
            tokens: components["schemas"]["ListedToken"][];
        };
        TotpCode: {
            /**
             * @description The code of the moment
             * @example 287082
             */
            totp: string;
        };
        TransitPolicy: {
            /**
             * @description Seconds in which changes of state are gathered before they are published
             * @default 900
             */
            changeEpochSeconds?: number;
            /**
             * @description Adopted numbers, which no list has, that are asked for one by one within a minute; 0 for none
             * @default 60
             */
            checksPerMinute?: number;
            /**
             * @description Seconds in which new and replaced links are gathered before they are published
             * @default 86400
             */
            enrolmentEpochSeconds?: number;
            /**
             * @description Days from one full audit to the next, where the profile has such a file; 0 for only when somebody asks
             * @default 7
             */
            fullAuditEveryDays?: number;
            /**
             * @description Days before the day of the partner's own list whose changes may not be in it yet
             * @default 1
             */
            inFlightDays?: number;
            /**
             * @description Days from one list to the next; 0 for only when somebody asks
             * @default 1
             */
            listEveryDays?: number;
            /**
             * @description The hour of the city's day at which the partner's list is asked for; one that is uploaded has to be there by then
             * @default 3
             */
            listHour?: number;
            tokens: components["schemas"]["TransitTokens"];
        };
        TransitTokens: {
            /**
             * @description Digits of a token in all
             * @example 16
             */
            length: number;
            /**
             * @description Whether tokens may be drawn here when no chip is adopted
             * @example true
             */
            mint: boolean;
            /**
             * @description First digits of every token
             * @example 0167
             */
            prefix: string;
        };
        TrendEntry: {
            /**
             * Format: date
             * @description The day that the list shows
             * @example 2026-11-23
             */
            asOf: string | null;
            /** @description Null for a run that compared nothing */
            classes: components["schemas"]["ClassDifferences"][] | null;
            /**
             * @description All that differed. Null where it would give a small count away, and for a run that compared nothing
             * @example 12
             */
            differences: number | "<5" | null;
            /**
             * Format: uuid
             * @description The run
             * @example 7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21
             */
            id: string;
            /**
             * @example null
             * @enum {string|null}
             */
            reason: "not_unpacked" | "signature_invalid" | "not_decrypted" | "name_mismatch" | "hash_total_wrong" | "not_readable" | "truncated" | "malformed" | "row_count_wrong" | "too_many_lines" | "empty" | "as_of_in_future" | "out_of_date" | "sequence_repeated" | "sequence_gap" | "size_changed" | "wrong_list" | "too_slow" | "too_large" | "size_accepted" | "outdated" | "not_asked" | "not_received" | "too_many_repairs" | "repairs_refused" | "accounts_not_shown" | "interrupted" | "partner_failed" | "partner_missing" | "database_failed" | "not_balanced" | "internal" | null;
            /**
             * @description Lines of the list
             * @example 1004
             */
            rows: number | null;
            /**
             * Format: date
             * @example 2026-11-23
             */
            startedOn: string;
            /**
             * @example done
             * @enum {string}
             */
            state: "queued" | "receiving" | "comparing" | "checking" | "repairing" | "done" | "set_aside" | "awaiting_decision" | "failed" | "missed";
        };
        Usage: {
            /** @description By day, program and operation. Days that are not over are not there. */
            usage: components["schemas"]["UsageOfDay"][];
        };
        UsageOfDay: {
            /**
             * @description One of your programs
             * @example 0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11
             */
            clientId: string;
            /**
             * Format: date
             * @example 2026-11-29
             */
            day: string;
            /**
             * @description `operationId` of this document
             * @example introspectToken
             */
            operation: string;
            /**
             * @description Requests that were let through, rounded by chance
             * @example 1240
             */
            requests: number;
        };
        Validity: {
            /** @example 2 */
            kids: number | null;
            /** @example null */
            senior: number | null;
            /** @example 5 */
            standard: number | null;
        };
        Verification: {
            /** @example true */
            valid: boolean;
        };
        Verify: {
            /**
             * @description 16 digits, as printed.
             * @example 9840123456789017
             */
            cardNumber: string;
        };
        Webhook: {
            /**
             * @description `disabled` when the receiver answered 410. Setting its address again enables it.
             * @example active
             * @enum {string}
             */
            state: "active" | "disabled";
            /** @example https://hooks.library.example/citykey */
            url: string;
        };
        WebhookAddress: {
            /**
             * @description https, with a host that has public addresses only, and port 443 or one from 1024 on; no user name, no fragment.
             * @example https://hooks.library.example/citykey
             */
            url: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getServerMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "issuer": "https://cards.city.example",
                     *       "token_endpoint": "https://cards.city.example/oauth/token",
                     *       "jwks_uri": "https://cards.city.example/oauth/jwks",
                     *       "response_types_supported": [],
                     *       "grant_types_supported": [
                     *         "client_credentials"
                     *       ],
                     *       "token_endpoint_auth_methods_supported": [
                     *         "private_key_jwt"
                     *       ],
                     *       "token_endpoint_auth_signing_alg_values_supported": [
                     *         "EdDSA",
                     *         "Ed25519",
                     *         "ES256",
                     *         "PS256"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ServerMetadata"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "internal" | "request.malformed" | "service.stopping";
                    };
                };
            };
        };
    };
    checkLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "internal" | "request.malformed" | "service.stopping";
                    };
                };
            };
        };
    };
    checkReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "internal" | "request.malformed" | "service.not_ready" | "service.stopping";
                    };
                };
            };
        };
    };
    getAccessTokenKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "kty": "OKP",
                     *           "crv": "Ed25519",
                     *           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                     *           "kid": "v1",
                     *           "alg": "EdDSA",
                     *           "use": "sig"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/jwk-set+json": components["schemas"]["KeySet"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "internal" | "request.malformed" | "service.stopping";
                    };
                };
            };
        };
    };
    getAccessToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "grant_type": "client_credentials",
                 *       "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                 *       "client_assertion": "eyJhbGciOiJFZERTQSJ9.e30.c2ln"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    /** @description A JWT (RFC 7523): `iss` and `sub` are the client id, `aud` the issuer and nothing else, `jti` new each time, `exp` within five minutes. Signed with EdDSA, Ed25519, ES256, PS256. */
                    client_assertion: string;
                    /** @constant */
                    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                    /** @constant */
                    grant_type: "client_credentials";
                    /**
                     * Format: uri
                     * @description The issuer, which is meant anyway (RFC 8707).
                     */
                    resource?: string;
                };
            };
        };
        responses: {
            /** @description An access token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "expires_in": 300,
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": {
                        /** @description Good for this partner only. */
                        access_token: string;
                        /** @description Seconds. */
                        expires_in: number;
                        /** @constant */
                        token_type: "Bearer";
                    };
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        error: "invalid_client" | "invalid_request" | "invalid_scope" | "invalid_target" | "server_error" | "temporarily_unavailable" | "unauthorized_client" | "unsupported_grant_type";
                        error_description?: string;
                    };
                };
            };
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                after?: string;
                limit?: number;
                /** @description Seconds to wait when there is no change: the answer comes with the next one, or when they are over. */
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "feed.cursor_expired" | "feed.cursor_invalid" | "internal" | "request.invalid" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    listOwnKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "thumbprint": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
                     *           "jwk": {
                     *             "kty": "OKP",
                     *             "crv": "Ed25519",
                     *             "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                     *             "kid": "2026-1",
                     *             "use": "sig"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OwnKeys"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    addOwnKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "statement": "eyJhbGciOiJFZERTQSJ9.e30.c2ln"
                 *     }
                 */
                "application/json": components["schemas"]["KeyStatement"];
            };
        };
        responses: {
            /** @description All keys of the client */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "thumbprint": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
                     *           "jwk": {
                     *             "kty": "OKP",
                     *             "crv": "Ed25519",
                     *             "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                     *             "kid": "2026-1",
                     *             "use": "sig"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OwnKeys"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_reused" | "internal" | "partner.client_key_invalid" | "partner.client_key_known" | "partner.client_key_private" | "partner.key_statement_invalid" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.rate_limited" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    removeOwnKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "statement": "eyJhbGciOiJFZERTQSJ9.e30.c2ln"
                 *     }
                 */
                "application/json": components["schemas"]["KeyStatement"];
            };
        };
        responses: {
            /** @description The keys that are left */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "thumbprint": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
                     *           "jwk": {
                     *             "kty": "OKP",
                     *             "crv": "Ed25519",
                     *             "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                     *             "kid": "2026-1",
                     *             "use": "sig"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OwnKeys"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_reused" | "internal" | "partner.client_key_last" | "partner.client_key_not_found" | "partner.key_statement_invalid" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.rate_limited" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    getOwnReport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service": "library",
                     *       "day": "2026-11-24",
                     *       "audience": "inside",
                     *       "classes": [
                     *         {
                     *           "class": "missing",
                     *           "ages": [
                     *             {
                     *               "age": "0-1",
                     *               "breaks": 12
                     *             }
                     *           ],
                     *           "breaks": 12
                     *         }
                     *       ],
                     *       "ages": [
                     *         {
                     *           "age": "0-1",
                     *           "breaks": 12
                     *         }
                     *       ],
                     *       "breaks": 12,
                     *       "states": [
                     *         {
                     *           "state": "open",
                     *           "breaks": 12
                     *         }
                     *       ],
                     *       "urgent": 0,
                     *       "trend": [
                     *         {
                     *           "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21",
                     *           "asOf": "2026-11-23",
                     *           "startedOn": "2026-11-23",
                     *           "state": "done",
                     *           "reason": null,
                     *           "rows": 1004,
                     *           "classes": [
                     *             {
                     *               "class": "missing",
                     *               "differences": 12
                     *             }
                     *           ],
                     *           "differences": 12
                     *         }
                     *       ],
                     *       "checks": {
                     *         "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21",
                     *         "startedOn": "2026-11-23",
                     *         "endedOn": "2026-11-23",
                     *         "state": "done",
                     *         "reason": null,
                     *         "asked": 840,
                     *         "differences": 3
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReportAnswer"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    exportOwnReport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A table of CSV with a heading */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example class,age,breaks
                     *     missing,0-1,12
                     *     missing,all,12
                     */
                    "text/csv": string;
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    printOwnReport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, without script and with nothing to load */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><title>Reconciliation: Library</title> */
                    "text/html": string;
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    listOwnRuns: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description The most that one page lists */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "runs": [
                     *         {
                     *           "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21",
                     *           "source": "pull",
                     *           "state": "done",
                     *           "reason": null,
                     *           "asOf": "2026-11-23",
                     *           "sequence": null,
                     *           "startedOn": "2026-11-23",
                     *           "endedOn": "2026-11-23",
                     *           "rows": 1004,
                     *           "counts": {
                     *             "missing": 5,
                     *             "unknown": 1,
                     *             "stateMismatch": 1,
                     *             "attributeMismatch": 2,
                     *             "partnerHold": 10,
                     *             "endedStillLive": 0,
                     *             "duplicate": 1,
                     *             "unreadable": 0
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["OwnRunList"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    sendList: {
        parameters: {
            query?: {
                /** @description The day that the list shows, in the city's time zone; today where it is left out. A day that has begun elsewhere and not in the city yet counts as today */
                asOf?: string;
                /** @description How many lines it has, its heading apart; compared with what arrives */
                rows?: number;
                /** @description Its number in the partner's own count, one more each time */
                sequence?: number;
            };
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example token,state,validThrough
                 *     1612345678901234,active,2031-11
                 *     1612345678901259,ended,
                 */
                "application/x-ndjson": string;
                /**
                 * @example token,state,validThrough
                 *     1612345678901234,active,2031-11
                 *     1612345678901259,ended,
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description The list was received; the comparison goes on */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21"
                     *     }
                     */
                    "application/json": components["schemas"]["RunStarted"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_reused" | "internal" | "reconciliation.run_under_way" | "reconciliation.sequence_reused" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.not_unpacked" | "request.rate_limited" | "request.timed_out" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    showOwnRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21",
                     *       "source": "pull",
                     *       "state": "done",
                     *       "reason": null,
                     *       "asOf": "2026-11-23",
                     *       "sequence": null,
                     *       "startedOn": "2026-11-23",
                     *       "endedOn": "2026-11-23",
                     *       "rows": 1004,
                     *       "counts": {
                     *         "missing": 5,
                     *         "unknown": 1,
                     *         "stateMismatch": 1,
                     *         "attributeMismatch": 2,
                     *         "partnerHold": 10,
                     *         "endedStillLive": 0,
                     *         "duplicate": 1,
                     *         "unreadable": 0
                     *       },
                     *       "progress": {
                     *         "stage": "receiving",
                     *         "rows": 500,
                     *         "expectedRows": 1000,
                     *         "estimatedSeconds": 40
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OwnRunDetail"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "reconciliation.run_not_found" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    listOwnBreaks: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Breaks of one class only */
                class?: "missing" | "unknown" | "state_mismatch" | "attribute_mismatch" | "duplicate" | "ended_still_live" | "partner_hold" | "unreadable";
                /** @description The most that one page lists */
                limit?: number;
                /** @description Breaks in one state only */
                state?: "open" | "repairing" | "waiting" | "accepted" | "resolved";
            };
            header?: never;
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "breaks": [
                     *         {
                     *           "id": "4b0f5c1e-93d6-4f0c-8a6e-2f9c2f6f5d10",
                     *           "class": "unknown",
                     *           "urgent": false,
                     *           "state": "open",
                     *           "firstSeen": "2026-11-22",
                     *           "lastSeen": "2026-11-23",
                     *           "age": "0-1",
                     *           "token": "29840000000014"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["OwnBreakList"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "reconciliation.run_not_found" | "request.invalid" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    makeSandboxToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SandboxToken"];
            };
        };
        responses: {
            /** @description The token as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "29840000000014",
                     *       "state": "active",
                     *       "validThrough": "2031-11",
                     *       "statusList": {
                     *         "uri": "https://cards.city.example/partner/v1/status-list",
                     *         "idx": 714233
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ListedToken"];
                };
            };
            /** @description The new token */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "29840000000014",
                     *       "state": "active",
                     *       "validThrough": "2031-11",
                     *       "replaces": "29840000000022",
                     *       "statusList": {
                     *         "uri": "https://cards.city.example/partner/v1/status-list",
                     *         "idx": 714233
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ListedToken"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_reused" | "internal" | "link.ended" | "link.not_found" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.rate_limited" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "route.unknown" | "sandbox.token_not_made" | "service.stopping";
                    };
                };
            };
        };
    };
    getStatusList: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the list you have */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example eyJhbGciOiJFZERTQSIsInR5cCI6InN0YXR1c2xpc3Qrand0In0... */
                    "application/statuslist+jwt": string;
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    getStatusListKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "kty": "OKP",
                     *           "crv": "Ed25519",
                     *           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                     *           "kid": "v1",
                     *           "alg": "EdDSA",
                     *           "use": "sig"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        keys: {
                            [key: string]: string;
                        }[];
                    };
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    proposeTokenMigration: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenMigration"];
            };
        };
        responses: {
            /** @description What would become of the pairs; nothing is kept */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": null,
                     *       "state": "checked",
                     *       "pairs": 2,
                     *       "toMigrate": 1,
                     *       "alreadyMigrated": 0,
                     *       "refused": 1,
                     *       "refusals": [
                     *         {
                     *           "at": "/pairs/1",
                     *           "code": "unknown"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            /** @description Waits for a supervisor */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": null,
                     *       "state": "checked",
                     *       "pairs": 2,
                     *       "toMigrate": 1,
                     *       "alreadyMigrated": 0,
                     *       "refused": 1,
                     *       "refusals": [
                     *         {
                     *           "at": "/pairs/3",
                     *           "code": "taken"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_reused" | "internal" | "migration.open" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.rate_limited" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    showOwnTokenMigration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21",
                     *       "state": "applying",
                     *       "pairs": 4812,
                     *       "refused": 3,
                     *       "applied": 500,
                     *       "skipped": 0,
                     *       "proposedOn": "2026-11-29"
                     *     }
                     */
                    "application/json": components["schemas"]["OwnMigration"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "migration.not_found" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "feed.cursor_invalid" | "internal" | "request.invalid" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    introspectToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "29840000000014"
                 *     }
                 */
                "application/json": components["schemas"]["Introspect"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Introspection"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.rate_limited" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    introspectTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "tokens": [
                 *         "29840000000014",
                 *         "29840000000030",
                 *         "29840000000014"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["IntrospectBatch"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "active": true,
                     *           "state": "active",
                     *           "validThrough": "2031-11",
                     *           "statusList": {
                     *             "uri": "https://cards.city.example/partner/v1/status-list",
                     *             "idx": 714233
                     *           }
                     *         },
                     *         {
                     *           "active": false
                     *         },
                     *         {
                     *           "active": true,
                     *           "state": "active",
                     *           "validThrough": "2031-11",
                     *           "statusList": {
                     *             "uri": "https://cards.city.example/partner/v1/status-list",
                     *             "idx": 714233
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Introspections"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.rate_limited" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    reportToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportDto"];
            };
        };
        responses: {
            /** @description It was taken, and takes effect later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accepted": true
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.rate_limited" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    showUsage: {
        parameters: {
            query: {
                /** @description First day */
                from: string;
                /** @description Last day, at most 30 days later */
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "usage": [
                     *         {
                     *           "day": "2026-11-29",
                     *           "clientId": "0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11",
                     *           "operation": "introspectToken",
                     *           "requests": 1240
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://hooks.library.example/citykey",
                     *       "state": "active"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping" | "webhook.not_found";
                    };
                };
            };
        };
    };
    setWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://hooks.library.example/citykey"
                 *     }
                 */
                "application/json": components["schemas"]["WebhookAddress"];
            };
        };
        responses: {
            /** @description The webhook there was has this address now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://hooks.library.example/citykey",
                     *       "state": "active"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description The webhook was made; its secret is shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://hooks.library.example/citykey",
                     *       "state": "active",
                     *       "secret": "whsec_3Qm9YxT0pL7cVbN2sKf8HjD4wR6uZ1aEgXiO5tMqWyA="
                     *     }
                     */
                    "application/json": components["schemas"]["MadeWebhook"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.rate_limited" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "webhook.url_refused";
                    };
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping" | "webhook.not_found";
                    };
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                after?: string;
                limit?: number;
                state?: "waiting" | "delivered" | "dead";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deliveries": [
                     *         {
                     *           "id": "msg_wX3rT0mQk5Jd8LzVbN2cYh7s",
                     *           "type": "changes.published",
                     *           "state": "dead",
                     *           "attempts": 10,
                     *           "outcome": "answered_5xx",
                     *           "nextAttemptAt": "2026-11-30T15:04:05.000Z",
                     *           "day": "2026-11-27"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["Deliveries"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping" | "webhook.delivery_not_found";
                    };
                };
            };
        };
    };
    replayDelivery: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The `webhook-id` of the message
                 * @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was taken, and takes effect later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "msg_wX3rT0mQk5Jd8LzVbN2cYh7s",
                     *       "type": "changes.published",
                     *       "state": "dead",
                     *       "attempts": 10,
                     *       "outcome": "answered_5xx",
                     *       "nextAttemptAt": "2026-11-30T15:04:05.000Z",
                     *       "day": "2026-11-27"
                     *     }
                     */
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping" | "webhook.delivery_not_found" | "webhook.disabled" | "webhook.not_found";
                    };
                };
            };
        };
    };
    pingWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was taken, and takes effect later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "msg_wX3rT0mQk5Jd8LzVbN2cYh7s",
                     *       "type": "changes.published",
                     *       "state": "dead",
                     *       "attempts": 10,
                     *       "outcome": "answered_5xx",
                     *       "nextAttemptAt": "2026-11-30T15:04:05.000Z",
                     *       "day": "2026-11-27"
                     *     }
                     */
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping" | "webhook.disabled" | "webhook.not_found";
                    };
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "whsec_3Qm9YxT0pL7cVbN2sKf8HjD4wR6uZ1aEgXiO5tMqWyA=",
                     *       "formerUntil": "2026-12-01T15:04:05.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["RotatedSecret"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.rate_limited" | "request.unknown_field" | "service.stopping" | "webhook.not_found";
                    };
                };
            };
        };
    };
    listApprovals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "approvals": [
                     *         {
                     *           "id": "5f0e2a34-9d1b-4c7a-8a56-3f1d2b4c6e80",
                     *           "change": "partner.change",
                     *           "target": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *           "requestedBy": "7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10",
                     *           "expiresOn": "2026-06-16",
                     *           "details": {
                     *             "service": "library",
                     *             "settings": {
                     *               "baseUrl": "https://koha.library.example"
                     *             },
                     *             "credentials": [
                     *               "clientSecret"
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["PendingChangeList"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    withdrawApproval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "approval.not_found" | "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    confirmApproval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "5f0e2a34-9d1b-4c7a-8a56-3f1d2b4c6e80",
                     *       "change": "partner.change",
                     *       "password": "7KQ2M-9XWRT-4HB8C-ZN3VP"
                     *     }
                     */
                    "application/json": components["schemas"]["Confirmation"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "approval.not_found" | "approval.second_person_required" | "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping" | "staff.oidc_subject_taken" | "staff.totp_not_enrolled" | "staff.version_conflict";
                    };
                };
            };
        };
    };
    searchAudit: {
        parameters: {
            query?: {
                /** @description One act, as docs/audit.md lists them. An act that nobody has done finds nothing */
                act?: string;
                /** @description A user name, an account or client id, or the name of a job */
                actor?: string;
                /** @description `next` of the page before */
                after?: string;
                /** @description First day, in the city */
                from?: string;
                limit?: number;
                /** @description Whether it was done, or refused and audited all the same */
                outcome?: "done" | "refused";
                /** @description Event and station, or an event with all its stations */
                place?: string;
                /** @description Last day, in the city */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "entries": [
                     *         {
                     *           "id": "0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11",
                     *           "day": "2026-06-15",
                     *           "actorKind": "staff",
                     *           "actor": "7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10",
                     *           "username": "clerk",
                     *           "account": null,
                     *           "accountName": null,
                     *           "role": "clerk",
                     *           "act": "card.suspension",
                     *           "reason": "lost",
                     *           "place": "ward-12/station-3",
                     *           "outcome": "done"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "clerk",
                 *       "password": "7KQ2M-9XWRT-4HB8C-ZN3VP",
                 *       "totp": "287082"
                 *     }
                 */
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Also sets the refresh cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessToken": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
                     *       "expiresIn": 300,
                     *       "roles": [
                     *         "clerk"
                     *       ],
                     *       "mustChangePassword": false
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.locked" | "auth.totp_required" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.rate_limited" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    finishOidcSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Also sets the refresh cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessToken": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
                     *       "expiresIn": 300,
                     *       "roles": [
                     *         "clerk"
                     *       ],
                     *       "mustChangePassword": false
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.oidc_attempt_invalid" | "auth.oidc_not_set_up" | "auth.oidc_refused" | "auth.oidc_unavailable" | "database.unavailable" | "internal" | "request.malformed" | "request.rate_limited" | "service.stopping";
                    };
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current": "7KQ2M-9XWRT-4HB8C-ZN3VP",
                 *       "next": "four words nobody would guess"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description The session goes on with this access token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessToken": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
                     *       "expiresIn": 300,
                     *       "roles": [
                     *         "clerk"
                     *       ],
                     *       "mustChangePassword": false
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.locked" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.rate_limited" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "staff.password_unsuitable" | "staff.password_wrong";
                    };
                };
            };
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessToken": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
                     *       "expiresIn": 300,
                     *       "roles": [
                     *         "clerk"
                     *       ],
                     *       "mustChangePassword": false
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    signOutEverywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    takeStation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventId": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                 *       "stationId": "A2"
                 *     }
                 */
                "application/json": components["schemas"]["Place"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessToken": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
                     *       "expiresIn": 300,
                     *       "roles": [
                     *         "clerk"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Placed"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "stock.event_closed" | "stock.event_not_found" | "stock.station_unknown";
                    };
                };
            };
        };
    };
    leaveStation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessToken": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
                     *       "expiresIn": 300,
                     *       "roles": [
                     *         "clerk"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Placed"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    enrolTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                     *       "uri": "otpauth://totp/CityKey:clerk?issuer=CityKey&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                     *     }
                     */
                    "application/json": components["schemas"]["NewFactor"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping" | "staff.totp_enrolled";
                    };
                };
            };
        };
    };
    confirmTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "totp": "287082"
                 *     }
                 */
                "application/json": components["schemas"]["TotpCode"];
            };
        };
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "staff.totp_code_wrong" | "staff.totp_not_enrolled";
                    };
                };
            };
        };
    };
    issueCard: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Issue"];
            };
        };
        responses: {
            /** @description It was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cardNumber": "9840123456789017",
                     *       "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7",
                     *       "slipCode": "S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4",
                     *       "category": "standard",
                     *       "validThrough": "2031-11",
                     *       "services": [
                     *         {
                     *           "service": "library",
                     *           "token": "29840000000014",
                     *           "symbology": "codabar"
                     *         },
                     *         {
                     *           "service": "prescription",
                     *           "token": "CK7Q2M9XWB4TRH",
                     *           "printed": {
                     *             "rxBin": "004682",
                     *             "rxPcn": "CITYKEY",
                     *             "rxGroup": "CITYKEY",
                     *             "rxId": "CK7Q2M9XWB4TRH"
                     *           }
                     *         },
                     *         {
                     *           "service": "transit",
                     *           "token": "1612345678901234"
                     *         }
                     *       ],
                     *       "fee": {
                     *         "amountCents": 0,
                     *         "waived": false
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["IssuedCard"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "adopt.limit_reached" | "adopt.required" | "adopt.unavailable" | "adopt.without_service" | "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "card.valid_through_not_allowed" | "category.unknown" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "partner.not_configured" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "service.unknown" | "stock.blank_not_here" | "stock.event_closed" | "stock.event_not_found" | "stock.separation_of_duties" | "stock.station_required";
                    };
                };
            };
        };
    };
    showCardHistory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "presented": {
                 *         "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Present"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "entries": [
                     *         {
                     *           "day": "2026-06-15",
                     *           "act": "card.suspension",
                     *           "reason": "lost",
                     *           "place": "ward-12/station-3",
                     *           "role": "clerk",
                     *           "outcome": "done"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CardHistory"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "card.not_found" | "counter.too_many_misses" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    lookUpCard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Present"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Card"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "card.not_found" | "counter.too_many_misses" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    reinstateCard: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reinstate"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "issued"
                     *     }
                     */
                    "application/json": components["schemas"]["Act"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "card.not_found" | "card.transition_not_allowed" | "counter.too_many_misses" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "service.unknown";
                    };
                };
            };
        };
    };
    renewCard: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Renew"];
            };
        };
        responses: {
            /** @description It was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cardNumber": "9840123456789017",
                     *       "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7",
                     *       "slipCode": "S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4",
                     *       "category": "standard",
                     *       "validThrough": "2031-11",
                     *       "services": [
                     *         {
                     *           "service": "library",
                     *           "token": "29840000000014",
                     *           "symbology": "codabar"
                     *         },
                     *         {
                     *           "service": "prescription",
                     *           "token": "CK7Q2M9XWB4TRH",
                     *           "printed": {
                     *             "rxBin": "004682",
                     *             "rxPcn": "CITYKEY",
                     *             "rxGroup": "CITYKEY",
                     *             "rxId": "CK7Q2M9XWB4TRH"
                     *           }
                     *         },
                     *         {
                     *           "service": "transit",
                     *           "token": "1612345678901234"
                     *         }
                     *       ],
                     *       "fee": {
                     *         "amountCents": 0,
                     *         "waived": false
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["IssuedCard"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "adopt.limit_reached" | "adopt.required" | "adopt.unavailable" | "adopt.without_service" | "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "card.not_found" | "card.renewal_too_late" | "card.transition_not_allowed" | "category.unknown" | "counter.too_many_misses" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "partner.not_configured" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "stock.blank_not_here" | "stock.event_closed" | "stock.event_not_found" | "stock.separation_of_duties" | "stock.station_required";
                    };
                };
            };
        };
    };
    replaceCard: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Replace"];
            };
        };
        responses: {
            /** @description It was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cardNumber": "9840123456789017",
                     *       "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7",
                     *       "slipCode": "S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4",
                     *       "category": "standard",
                     *       "validThrough": "2031-11",
                     *       "services": [
                     *         {
                     *           "service": "library",
                     *           "token": "29840000000014",
                     *           "symbology": "codabar"
                     *         },
                     *         {
                     *           "service": "prescription",
                     *           "token": "CK7Q2M9XWB4TRH",
                     *           "printed": {
                     *             "rxBin": "004682",
                     *             "rxPcn": "CITYKEY",
                     *             "rxGroup": "CITYKEY",
                     *             "rxId": "CK7Q2M9XWB4TRH"
                     *           }
                     *         },
                     *         {
                     *           "service": "transit",
                     *           "token": "1612345678901234"
                     *         }
                     *       ],
                     *       "fee": {
                     *         "amountCents": 0,
                     *         "waived": false
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["IssuedCard"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "adopt.limit_reached" | "adopt.required" | "adopt.unavailable" | "adopt.without_service" | "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "card.not_found" | "card.renewal_too_late" | "card.transition_not_allowed" | "counter.too_many_misses" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "partner.not_configured" | "reason.unknown" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "stock.blank_not_here" | "stock.event_closed" | "stock.event_not_found" | "stock.separation_of_duties" | "stock.station_required";
                    };
                };
            };
        };
    };
    revokeCard: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "presented": {
                 *         "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7"
                 *       },
                 *       "reason": "issued_in_error"
                 *     }
                 */
                "application/json": components["schemas"]["Revoke"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "revoked"
                     *     }
                     */
                    "application/json": components["schemas"]["Act"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "card.not_found" | "card.transition_not_allowed" | "counter.too_many_misses" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "reason.unknown" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    changeServices: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServicesDto"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServicesView"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "adopt.limit_reached" | "adopt.required" | "adopt.unavailable" | "adopt.without_service" | "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "card.not_found" | "card.transition_not_allowed" | "counter.too_many_misses" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "partner.not_configured" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.not_on_card" | "service.nothing_to_change" | "service.on_card_already" | "service.stopping" | "service.unknown";
                    };
                };
            };
        };
    };
    giveNewSlip: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "presented": {
                 *         "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Present"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "slipCode": "S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4"
                     *     }
                     */
                    "application/json": components["schemas"]["Slip"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "card.not_found" | "card.transition_not_allowed" | "counter.too_many_misses" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    surrenderCard: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "presented": {
                 *         "cardCode": "C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Present"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "surrendered"
                     *     }
                     */
                    "application/json": components["schemas"]["Act"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "card.not_found" | "card.transition_not_allowed" | "counter.too_many_misses" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    suspendCard: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "presented": {
                 *         "slipCode": "S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4"
                 *       },
                 *       "reason": "lost"
                 *     }
                 */
                "application/json": components["schemas"]["Suspend"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "suspended"
                     *     }
                     */
                    "application/json": components["schemas"]["Act"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "card.not_found" | "card.transition_not_allowed" | "counter.too_many_misses" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "reason.unknown" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    verifyCard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "cardNumber": "9840123456789017"
                 *     }
                 */
                "application/json": components["schemas"]["Verify"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "valid": true
                     *     }
                     */
                    "application/json": components["schemas"]["Verification"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    listLanes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "lanes": [
                     *         {
                     *           "service": "library",
                     *           "state": "running",
                     *           "backlog": {
                     *             "due": 12,
                     *             "pending": 0,
                     *             "setAside": 1
                     *           },
                     *           "oldestWaitingSeconds": 41,
                     *           "circuit": "closed",
                     *           "failures": 0,
                     *           "lastSuccessAt": "2026-11-23T14:05:09.000Z",
                     *           "lastErrorCode": "timeout",
                     *           "notices": [
                     *             {
                     *               "code": "x12.file_aged",
                     *               "count": 1,
                     *               "sinceDay": "2026-11-23"
                     *             }
                     *           ],
                     *           "fullAudit": {
                     *             "lastDay": "2026-11-16",
                     *             "asked": false,
                     *             "failures": 0,
                     *             "lastErrorCode": "connection_closed"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["LaneList"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    askForFullAudit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example transit */
                service: "transit" | "library" | "prescription";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sent at the lane's next turn; asked for twice before that, it is sent once. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "fullAudit": "asked"
                     *     }
                     */
                    "application/json": components["schemas"]["FullAuditAsked"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "lane.no_full_audit" | "partner.not_configured" | "request.malformed" | "request.unknown_field" | "service.stopping" | "service.unknown";
                    };
                };
            };
        };
    };
    pauseLane: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example transit */
                service: "transit" | "library" | "prescription";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "paused"
                     *     }
                     */
                    "application/json": components["schemas"]["LaneState"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping" | "service.unknown";
                    };
                };
            };
        };
    };
    resumeLane: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example transit */
                service: "transit" | "library" | "prescription";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "running"
                     *     }
                     */
                    "application/json": components["schemas"]["LaneState"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping" | "service.unknown";
                    };
                };
            };
        };
    };
    lookUpLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "service": "library",
                 *       "token": "29840000000014"
                 *     }
                 */
                "application/json": components["schemas"]["LinkToken"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service": "library",
                     *       "desired": "active",
                     *       "reported": "active"
                     *     }
                     */
                    "application/json": components["schemas"]["DeskLink"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "counter.too_many_misses" | "database.unavailable" | "internal" | "link.not_found" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "service.unknown";
                    };
                };
            };
        };
    };
    resyncLink: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "service": "library",
                 *       "token": "29840000000014"
                 *     }
                 */
                "application/json": components["schemas"]["LinkToken"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service": "library",
                     *       "desired": "active",
                     *       "reported": "active"
                     *     }
                     */
                    "application/json": components["schemas"]["DeskLink"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "counter.too_many_misses" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "link.ended" | "link.not_found" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "service.unknown";
                    };
                };
            };
        };
    };
    setLinkAside: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "service": "library",
                 *       "token": "29840000000014"
                 *     }
                 */
                "application/json": components["schemas"]["LinkToken"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service": "library",
                     *       "desired": "active",
                     *       "reported": "suspended",
                     *       "errorCode": "library.bad_reference"
                     *     }
                     */
                    "application/json": components["schemas"]["DeskLink"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "counter.too_many_misses" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "link.not_found" | "link.not_waiting" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "service.unknown";
                    };
                };
            };
        };
    };
    suspendLink: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "service": "library",
                 *       "token": "29840000000014"
                 *     }
                 */
                "application/json": components["schemas"]["LinkToken"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service": "library",
                     *       "desired": "suspended",
                     *       "reported": "active"
                     *     }
                     */
                    "application/json": components["schemas"]["DeskLink"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "counter.too_many_misses" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "link.ended" | "link.not_found" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "service.unknown";
                    };
                };
            };
        };
    };
    listPartners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "partners": [
                     *         {
                     *           "id": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *           "service": "library",
                     *           "name": "City Public Library",
                     *           "state": "active",
                     *           "profile": "koha-rest",
                     *           "settings": {
                     *             "baseUrl": "https://koha.library.example",
                     *             "libraryId": "MAIN"
                     *           },
                     *           "policy": {
                     *             "enrolmentEpochSeconds": 86400,
                     *             "changeEpochSeconds": 900,
                     *             "fullAuditEveryDays": 7,
                     *             "inFlightDays": 1,
                     *             "tokens": {
                     *               "mint": {
                     *                 "institution": "9840"
                     *               },
                     *               "adoptPatterns": [
                     *                 "^2[0-9]{13}$"
                     *               ]
                     *             }
                     *           },
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerList"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    registerPartner: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "service": "library",
                 *       "name": "City Public Library",
                 *       "profile": "koha-rest",
                 *       "settings": {
                 *         "baseUrl": "https://koha.library.example",
                 *         "libraryId": "MAIN",
                 *         "categoryId": "CITYKEY"
                 *       },
                 *       "credentials": {
                 *         "clientId": "citykey",
                 *         "clientSecret": "a secret from the library"
                 *       },
                 *       "policy": {
                 *         "enrolmentEpochSeconds": 86400,
                 *         "changeEpochSeconds": 900,
                 *         "fullAuditEveryDays": 7,
                 *         "inFlightDays": 1,
                 *         "tokens": {
                 *           "mint": {
                 *             "institution": "9840"
                 *           },
                 *           "adoptPatterns": [
                 *             "^2[0-9]{13}$"
                 *           ]
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewPartner"];
            };
        };
        responses: {
            /** @description It was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *       "service": "library",
                     *       "name": "City Public Library",
                     *       "state": "active",
                     *       "profile": "koha-rest",
                     *       "settings": {
                     *         "baseUrl": "https://koha.library.example",
                     *         "libraryId": "MAIN"
                     *       },
                     *       "policy": {
                     *         "enrolmentEpochSeconds": 86400,
                     *         "changeEpochSeconds": 900,
                     *         "fullAuditEveryDays": 7,
                     *         "inFlightDays": 1,
                     *         "tokens": {
                     *           "mint": {
                     *             "institution": "9840"
                     *           },
                     *           "adoptPatterns": [
                     *             "^2[0-9]{13}$"
                     *           ]
                     *         }
                     *       },
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Partner"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "partner.profile_unknown" | "partner.service_taken" | "partner.settings_invalid" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    showPartner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *       "service": "library",
                     *       "name": "City Public Library",
                     *       "state": "active",
                     *       "profile": "koha-rest",
                     *       "settings": {
                     *         "baseUrl": "https://koha.library.example",
                     *         "libraryId": "MAIN"
                     *       },
                     *       "policy": {
                     *         "enrolmentEpochSeconds": 86400,
                     *         "changeEpochSeconds": 900,
                     *         "fullAuditEveryDays": 7,
                     *         "inFlightDays": 1,
                     *         "tokens": {
                     *           "mint": {
                     *             "institution": "9840"
                     *           },
                     *           "adoptPatterns": [
                     *             "^2[0-9]{13}$"
                     *           ]
                     *         }
                     *       },
                     *       "version": 1,
                     *       "clients": [
                     *         {
                     *           "clientId": "0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11",
                     *           "state": "active"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerDetail"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "partner.not_found" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    changePartner: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description The version you have read, as an entity tag.
                 * @example "3"
                 */
                "If-Match": string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartnerPatch"];
                "application/merge-patch+json": components["schemas"]["PartnerPatch"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *       "service": "library",
                     *       "name": "City Public Library",
                     *       "state": "active",
                     *       "profile": "koha-rest",
                     *       "settings": {
                     *         "baseUrl": "https://koha.library.example",
                     *         "libraryId": "MAIN"
                     *       },
                     *       "policy": {
                     *         "enrolmentEpochSeconds": 86400,
                     *         "changeEpochSeconds": 900,
                     *         "fullAuditEveryDays": 7,
                     *         "inFlightDays": 1,
                     *         "tokens": {
                     *           "mint": {
                     *             "institution": "9840"
                     *           },
                     *           "adoptPatterns": [
                     *             "^2[0-9]{13}$"
                     *           ]
                     *         }
                     *       },
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Partner"];
                };
            };
            /** @description Waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "approval": {
                     *         "id": "5f0e2a34-9d1b-4c7a-8a56-3f1d2b4c6e80",
                     *         "change": "partner.change",
                     *         "target": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *         "requestedBy": "7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10",
                     *         "expiresOn": "2026-06-16",
                     *         "details": {
                     *           "service": "library",
                     *           "settings": {
                     *             "baseUrl": "https://koha.library.example"
                     *           },
                     *           "credentials": [
                     *             "clientSecret"
                     *           ]
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Pending"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "partner.not_found" | "partner.profile_unknown" | "partner.settings_invalid" | "partner.version_conflict" | "partner.version_required" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    registerClient: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "jwks": {
                 *         "keys": [
                 *           {
                 *             "kty": "OKP",
                 *             "crv": "Ed25519",
                 *             "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                 *             "kid": "2026-1"
                 *           }
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewClient"];
            };
        };
        responses: {
            /** @description It was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clientId": "0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11",
                     *       "state": "active"
                     *     }
                     */
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "partner.client_key_invalid" | "partner.client_key_private" | "partner.not_found" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    changeClientState: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                clientId: string;
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "state": "disabled"
                 *     }
                 */
                "application/json": components["schemas"]["ClientPatch"];
                /**
                 * @example {
                 *       "state": "disabled"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["ClientPatch"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clientId": "0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11",
                     *       "state": "active"
                     *     }
                     */
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "partner.client_not_found" | "partner.not_found" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    decideBreak: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "accept",
                 *       "reason": "partner_decision"
                 *     }
                 */
                "application/json": components["schemas"]["BreakDecision"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["BreakDecided"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "reconciliation.break_not_found" | "reconciliation.decision_not_possible" | "reconciliation.link_changed" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    uploadList: {
        parameters: {
            query: {
                /** @description The day that the list shows, in the city's time zone; today where it is left out. A day that has begun elsewhere and not in the city yet counts as today */
                asOf?: string;
                /** @description How many lines it has, its heading apart; compared with what arrives */
                rows?: number;
                /** @description Its number in the partner's own count, one more each time */
                sequence?: number;
                /** @description Whose list it is */
                service: "transit" | "library" | "prescription";
            };
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example token,state,validThrough
                 *     1612345678901234,active,2031-11
                 *     1612345678901259,ended,
                 */
                "application/x-ndjson": string;
                /**
                 * @example token,state,validThrough
                 *     1612345678901234,active,2031-11
                 *     1612345678901259,ended,
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description The list was received; the comparison goes on */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21"
                     *     }
                     */
                    "application/json": components["schemas"]["RunStarted"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "partner.not_configured" | "reconciliation.run_under_way" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.not_unpacked" | "request.timed_out" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    showReport: {
        parameters: {
            query: {
                /** @description `outside` for whatever leaves the city: small counts are not told then */
                audience?: "inside" | "outside";
                service: "transit" | "library" | "prescription";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service": "library",
                     *       "day": "2026-11-24",
                     *       "audience": "inside",
                     *       "classes": [
                     *         {
                     *           "class": "missing",
                     *           "ages": [
                     *             {
                     *               "age": "0-1",
                     *               "breaks": 12
                     *             }
                     *           ],
                     *           "breaks": 12
                     *         }
                     *       ],
                     *       "ages": [
                     *         {
                     *           "age": "0-1",
                     *           "breaks": 12
                     *         }
                     *       ],
                     *       "breaks": 12,
                     *       "states": [
                     *         {
                     *           "state": "open",
                     *           "breaks": 12
                     *         }
                     *       ],
                     *       "urgent": 0,
                     *       "trend": [
                     *         {
                     *           "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21",
                     *           "asOf": "2026-11-23",
                     *           "startedOn": "2026-11-23",
                     *           "state": "done",
                     *           "reason": null,
                     *           "rows": 1004,
                     *           "classes": [
                     *             {
                     *               "class": "missing",
                     *               "differences": 12
                     *             }
                     *           ],
                     *           "differences": 12
                     *         }
                     *       ],
                     *       "checks": {
                     *         "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21",
                     *         "startedOn": "2026-11-23",
                     *         "endedOn": "2026-11-23",
                     *         "state": "done",
                     *         "reason": null,
                     *         "asked": 840,
                     *         "differences": 3
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReportAnswer"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    exportReport: {
        parameters: {
            query: {
                /** @description `outside` for whatever leaves the city: small counts are not told then */
                audience?: "inside" | "outside";
                service: "transit" | "library" | "prescription";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A table of CSV with a heading */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example class,age,breaks
                     *     missing,0-1,12
                     *     missing,all,12
                     */
                    "text/csv": string;
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    printReport: {
        parameters: {
            query: {
                /** @description `outside` for whatever leaves the city: small counts are not told then */
                audience?: "inside" | "outside";
                service: "transit" | "library" | "prescription";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, without script and with nothing to load */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><title>Reconciliation: Library</title> */
                    "text/html": string;
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    listRuns: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description The most that one page lists */
                limit?: number;
                /** @description Runs of one service only */
                service?: "transit" | "library" | "prescription";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "runs": [
                     *         {
                     *           "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21",
                     *           "service": "library",
                     *           "source": "pull",
                     *           "state": "done",
                     *           "reason": null,
                     *           "asOf": "2026-11-23",
                     *           "sequence": null,
                     *           "startedOn": "2026-11-23",
                     *           "endedOn": "2026-11-23",
                     *           "decidedBy": null,
                     *           "rows": 1004,
                     *           "counts": {
                     *             "ours": 1000,
                     *             "theirs": 1004,
                     *             "matched": 970,
                     *             "endedMatched": 10,
                     *             "inFlight": 12,
                     *             "inFlightPresent": 9,
                     *             "missing": 5,
                     *             "unknown": 1,
                     *             "stateMismatch": 1,
                     *             "attributeMismatch": 2,
                     *             "partnerHold": 10,
                     *             "endedStillLive": 0,
                     *             "duplicate": 1,
                     *             "unreadable": 0,
                     *             "apart": 0,
                     *             "apartPresent": 0
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["RunList"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    startRun: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "service": "library",
                 *       "source": "pull"
                 *     }
                 */
                "application/json": components["schemas"]["RunBody"];
            };
        };
        responses: {
            /** @description It was taken, and takes effect later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21"
                     *     }
                     */
                    "application/json": components["schemas"]["RunStarted"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "partner.not_configured" | "reconciliation.checks_not_agreed" | "reconciliation.list_not_offered" | "reconciliation.nothing_to_check" | "reconciliation.partner_paused" | "reconciliation.run_under_way" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    exportRuns: {
        parameters: {
            query?: {
                /** @description Runs of one service only */
                service?: "transit" | "library" | "prescription";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A table of CSV with a heading */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id,service,source,state,reason,asOf
                     *     7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21,library,pull,done,,2026-11-23
                     */
                    "text/csv": string;
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    showRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21",
                     *       "service": "library",
                     *       "source": "pull",
                     *       "state": "done",
                     *       "reason": null,
                     *       "asOf": "2026-11-23",
                     *       "sequence": null,
                     *       "startedOn": "2026-11-23",
                     *       "endedOn": "2026-11-23",
                     *       "decidedBy": null,
                     *       "rows": 1004,
                     *       "counts": {
                     *         "ours": 1000,
                     *         "theirs": 1004,
                     *         "matched": 970,
                     *         "endedMatched": 10,
                     *         "inFlight": 12,
                     *         "inFlightPresent": 9,
                     *         "missing": 5,
                     *         "unknown": 1,
                     *         "stateMismatch": 1,
                     *         "attributeMismatch": 2,
                     *         "partnerHold": 10,
                     *         "endedStillLive": 0,
                     *         "duplicate": 1,
                     *         "unreadable": 0,
                     *         "apart": 0,
                     *         "apartPresent": 0
                     *       },
                     *       "progress": {
                     *         "stage": "receiving",
                     *         "rows": 500,
                     *         "expectedRows": 1000,
                     *         "estimatedSeconds": 40
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "reconciliation.run_not_found" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    listBreaks: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Breaks of one class only */
                class?: "missing" | "unknown" | "state_mismatch" | "attribute_mismatch" | "duplicate" | "ended_still_live" | "partner_hold" | "unreadable";
                /** @description The most that one page lists */
                limit?: number;
                /** @description Breaks in one state only */
                state?: "open" | "repairing" | "waiting" | "accepted" | "resolved";
            };
            header?: never;
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "breaks": [
                     *         {
                     *           "id": "4b0f5c1e-93d6-4f0c-8a6e-2f9c2f6f5d10",
                     *           "service": "library",
                     *           "class": "unknown",
                     *           "urgent": false,
                     *           "state": "open",
                     *           "reason": null,
                     *           "decidedBy": "0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11",
                     *           "firstSeen": "2026-11-22",
                     *           "lastSeen": "2026-11-23",
                     *           "age": "0-1",
                     *           "token": "29840000000014"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["BreakList"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "reconciliation.run_not_found" | "request.invalid" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    exportBreaks: {
        parameters: {
            query?: {
                /** @description Breaks of one class only */
                class?: "missing" | "unknown" | "state_mismatch" | "attribute_mismatch" | "duplicate" | "ended_still_live" | "partner_hold" | "unreadable";
                /** @description Breaks in one state only */
                state?: "open" | "repairing" | "waiting" | "accepted" | "resolved";
            };
            header?: never;
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A table of CSV with a heading */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id,service,class,urgent,state,reason,firstSeen,lastSeen,age
                     *     4b0f5c1e-93d6-4f0c-8a6e-2f9c2f6f5d10,library,missing,false,open,,2026-11-22,2026-11-23,0-1
                     */
                    "text/csv": string;
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "reconciliation.run_not_found" | "request.invalid" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    decideRun: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "proceed"
                 *     }
                 */
                "application/json": components["schemas"]["RunDecision"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "repairing",
                     *       "nextRun": null
                     *     }
                     */
                    "application/json": components["schemas"]["RunDecided"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "reconciliation.run_not_awaiting" | "reconciliation.run_not_found" | "reconciliation.run_outdated" | "reconciliation.run_under_way" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    showRules: {
        parameters: {
            query?: {
                /** @description A day in the city; today when left out */
                on?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "on": "2026-07-01",
                     *       "rules": [
                     *         {
                     *           "kind": "renewal",
                     *           "effectiveFrom": "2027-01-01",
                     *           "value": {
                     *             "graceMonths": 12
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RulesOnDay"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    listRules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example validity */
                kind: "validity" | "fees" | "card_numbers" | "adopted_numbers" | "renewal";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rules": [
                     *         {
                     *           "kind": "renewal",
                     *           "effectiveFrom": "2027-01-01",
                     *           "value": {
                     *             "graceMonths": 12
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["RuleHistory"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "rule.kind_unknown" | "service.stopping";
                    };
                };
            };
        };
    };
    makeRule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example validity */
                kind: "validity" | "fees" | "card_numbers" | "adopted_numbers" | "renewal";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "effectiveFrom": "2027-01-01",
                 *       "value": {
                 *         "graceMonths": 12
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewRule"];
            };
        };
        responses: {
            /** @description It was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kind": "renewal",
                     *       "effectiveFrom": "2027-01-01",
                     *       "value": {
                     *         "graceMonths": 12
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "rule.date_not_future" | "rule.exists" | "rule.kind_unknown" | "service.stopping";
                    };
                };
            };
        };
    };
    withdrawRule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                effectiveFrom: string;
                /** @example validity */
                kind: "validity" | "fees" | "card_numbers" | "adopted_numbers" | "renewal";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.unknown_field" | "rule.in_force" | "rule.kind_unknown" | "rule.not_found" | "service.stopping";
                    };
                };
            };
        };
    };
    listStaff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accounts": [
                     *         {
                     *           "id": "7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10",
                     *           "username": "clerk.two",
                     *           "roles": [
                     *             "clerk"
                     *           ],
                     *           "state": "active",
                     *           "secondFactor": false,
                     *           "mustChangePassword": true,
                     *           "oidcBound": false,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["AccountList"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    createStaff: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "clerk.two",
                 *       "roles": [
                 *         "clerk"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            /** @description It was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10",
                     *       "username": "clerk.two",
                     *       "password": "7KQ2M-9XWRT-4HB8C-ZN3VP"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedAccount"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "approval.required" | "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "staff.username_invalid" | "staff.username_taken";
                    };
                };
            };
        };
    };
    changeStaff: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description The version you have read, as an entity tag.
                 * @example "3"
                 */
                "If-Match": string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountPatch"];
                "application/merge-patch+json": components["schemas"]["AccountPatch"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10",
                     *       "username": "clerk.two",
                     *       "roles": [
                     *         "clerk"
                     *       ],
                     *       "state": "active",
                     *       "secondFactor": false,
                     *       "mustChangePassword": true,
                     *       "oidcBound": false,
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description Waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "approval": {
                     *         "id": "5f0e2a34-9d1b-4c7a-8a56-3f1d2b4c6e80",
                     *         "change": "partner.change",
                     *         "target": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *         "requestedBy": "7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10",
                     *         "expiresOn": "2026-06-16",
                     *         "details": {
                     *           "service": "library",
                     *           "settings": {
                     *             "baseUrl": "https://koha.library.example"
                     *           },
                     *           "credentials": [
                     *             "clientSecret"
                     *           ]
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Pending"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "staff.account_not_found" | "staff.last_admin" | "staff.own_roles" | "staff.version_conflict" | "staff.version_required";
                    };
                };
            };
        };
    };
    bindOidcSubject: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "subject": "248289761001"
                 *     }
                 */
                "application/json": components["schemas"]["OidcSubject"];
            };
        };
        responses: {
            /** @description Waits for a second person, who is shown the subject */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "approval": {
                     *         "id": "5f0e2a34-9d1b-4c7a-8a56-3f1d2b4c6e80",
                     *         "change": "partner.change",
                     *         "target": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *         "requestedBy": "7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10",
                     *         "expiresOn": "2026-06-16",
                     *         "details": {
                     *           "service": "library",
                     *           "settings": {
                     *             "baseUrl": "https://koha.library.example"
                     *           },
                     *           "credentials": [
                     *             "clientSecret"
                     *           ]
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Pending"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.oidc_not_set_up" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "staff.account_not_found" | "staff.oidc_subject_taken";
                    };
                };
            };
        };
    };
    unbindOidcSubject: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping" | "staff.account_not_found" | "staff.oidc_not_bound";
                    };
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "password": "7KQ2M-9XWRT-4HB8C-ZN3VP"
                     *     }
                     */
                    "application/json": components["schemas"]["Password"];
                };
            };
            /** @description Waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "approval": {
                     *         "id": "5f0e2a34-9d1b-4c7a-8a56-3f1d2b4c6e80",
                     *         "change": "partner.change",
                     *         "target": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *         "requestedBy": "7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10",
                     *         "expiresOn": "2026-06-16",
                     *         "details": {
                     *           "service": "library",
                     *           "settings": {
                     *             "baseUrl": "https://koha.library.example"
                     *           },
                     *           "credentials": [
                     *             "clientSecret"
                     *           ]
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Pending"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping" | "staff.account_not_found";
                    };
                };
            };
        };
    };
    signOutStaff: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping" | "staff.account_not_found";
                    };
                };
            };
        };
    };
    resetTotp: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "approval": {
                     *         "id": "5f0e2a34-9d1b-4c7a-8a56-3f1d2b4c6e80",
                     *         "change": "partner.change",
                     *         "target": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *         "requestedBy": "7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10",
                     *         "expiresOn": "2026-06-16",
                     *         "details": {
                     *           "service": "library",
                     *           "settings": {
                     *             "baseUrl": "https://koha.library.example"
                     *           },
                     *           "credentials": [
                     *             "clientSecret"
                     *           ]
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Pending"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping" | "staff.account_not_found" | "staff.totp_not_enrolled";
                    };
                };
            };
        };
    };
    showStore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "inStore": 450
                     *     }
                     */
                    "application/json": components["schemas"]["Store"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    receiveBatch: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example chip
                 *     1612345678901234
                 *     1612345678901235
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description It was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "received": 2
                     *     }
                     */
                    "application/json": components["schemas"]["Received"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "partner.not_configured" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "stock.chip_taken" | "stock.file_invalid" | "stock.file_pairs_numbers";
                    };
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "events": [
                     *         {
                     *           "id": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *           "name": "Ward office 25",
                     *           "day": "2030-07-01",
                     *           "state": "open",
                     *           "stations": [
                     *             "A1",
                     *             "A2"
                     *           ]
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["EventList"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.invalid" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    openEvent: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ward office 25",
                 *       "day": "2030-07-01",
                 *       "stations": [
                 *         "A1",
                 *         "A2"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewEvent"];
            };
        };
        responses: {
            /** @description It was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *       "name": "Ward office 25",
                     *       "day": "2030-07-01",
                     *       "state": "open",
                     *       "stations": [
                     *         "A1",
                     *         "A2"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "stock.event_day_past";
                    };
                };
            };
        };
    };
    showEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4",
                     *       "name": "Ward office 25",
                     *       "day": "2030-07-01",
                     *       "state": "open",
                     *       "stations": [
                     *         "A1",
                     *         "A2"
                     *       ],
                     *       "blanks": [
                     *         {
                     *           "station": "A2",
                     *           "blanks": 47
                     *         }
                     *       ],
                     *       "days": [
                     *         {
                     *           "day": "2030-07-01",
                     *           "opening": 0,
                     *           "received": 50,
                     *           "issued": 2,
                     *           "spoiled": 1,
                     *           "destroyed": 1,
                     *           "missing": 0,
                     *           "closing": 47
                     *         }
                     *       ],
                     *       "ribbons": {
                     *         "inCustody": false,
                     *         "destroyed": true,
                     *         "account": "0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11",
                     *         "day": "2030-07-01"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["EventDetail"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping" | "stock.event_not_found";
                    };
                };
            };
        };
    };
    assignBlanks: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Assignment"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "assigned": 50
                     *     }
                     */
                    "application/json": components["schemas"]["Assigned"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "stock.event_closed" | "stock.event_not_found" | "stock.separation_of_duties" | "stock.station_unknown" | "stock.too_few_blanks";
                    };
                };
            };
        };
    };
    closeEvent: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "closing": 47,
                 *       "ribbons": {
                 *         "inCustody": false,
                 *         "destroyed": true
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Closing"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "days": [
                     *         {
                     *           "day": "2030-07-01",
                     *           "opening": 0,
                     *           "received": 50,
                     *           "issued": 2,
                     *           "spoiled": 1,
                     *           "destroyed": 1,
                     *           "missing": 0,
                     *           "closing": 47
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Days"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "stock.event_closed" | "stock.event_not_found" | "stock.not_balanced" | "stock.ribbons_unaccounted" | "stock.separation_of_duties";
                    };
                };
            };
        };
    };
    destroySpoiled: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "count": 1
                 *     }
                 */
                "application/json": components["schemas"]["Destruction"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "destroyed": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Destroyed"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "stock.event_not_found" | "stock.too_few_blanks";
                    };
                };
            };
        };
    };
    reportMissing: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "stationId": "A2",
                 *       "count": 1
                 *     }
                 */
                "application/json": components["schemas"]["MissingBody"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "missing": 1
                     *     }
                     */
                    "application/json": components["schemas"]["MissingAnswer"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "stock.event_closed" | "stock.event_not_found" | "stock.station_unknown" | "stock.too_few_blanks";
                    };
                };
            };
        };
    };
    spoilBlanks: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Spoilage"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "spoiled": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Spoiled"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping" | "stock.blank_not_here" | "stock.event_closed" | "stock.event_not_found" | "stock.separation_of_duties" | "stock.station_required";
                    };
                };
            };
        };
    };
    listTokenMigrations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "migrations": [
                     *         {
                     *           "id": "7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21",
                     *           "state": "proposed",
                     *           "pairs": 4812,
                     *           "refused": 3,
                     *           "applied": 0,
                     *           "skipped": 0,
                     *           "proposedOn": "2026-11-29",
                     *           "service": "library",
                     *           "decidedBy": null,
                     *           "decidedOn": null
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["MigrationList"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "internal" | "request.malformed" | "request.unknown_field" | "service.stopping";
                    };
                };
            };
        };
    };
    decideTokenMigration: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.
                 * @example 0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "approve"
                 *     }
                 */
                "application/json": components["schemas"]["MigrationDecision"];
            };
        };
        responses: {
            /** @description Here it is, or it is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "applying"
                     *     }
                     */
                    "application/json": components["schemas"]["MigrationDecided"];
                };
            };
            /** @description Refused. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "auth.credentials_invalid" | "auth.credentials_missing" | "auth.role_required" | "database.unavailable" | "idempotency.key_invalid" | "idempotency.key_required" | "idempotency.key_reused" | "internal" | "migration.decided" | "migration.not_found" | "request.invalid" | "request.malformed" | "request.malformed_json" | "request.too_large" | "request.unknown_field" | "request.unsupported_media_type" | "service.stopping";
                    };
                };
            };
        };
    };
    receiveChangesPublished: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Names the message, and is the same at each attempt.
                 * @example msg_wX3rT0mQk5Jd8LzVbN2cYh7s
                 */
                "webhook-id": string;
                /**
                 * @description One or several signatures, `v1,` and base64 each, separated by spaces.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description Seconds since 1970, of this attempt.
                 * @example 1796050800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "changes.published",
                 *       "timestamp": "2026-11-30T15:00:00Z",
                 *       "data": {
                 *         "changes": "https://cards.city.example/partner/v1/changes"
                 *       }
                 *     }
                 */
                "application/json": {
                    data: {
                        /**
                         * Format: uri
                         * @description Where the change feed is read, with your cursor.
                         */
                        changes: string;
                    };
                    /**
                     * Format: date-time
                     * @description Of this attempt, to the second.
                     */
                    timestamp: string;
                    /** @constant */
                    type: "changes.published";
                };
            };
        };
        responses: {
            /** @description Taken. Any answer from 200 to 299 within 15 seconds is; its body is not read. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted here any more: the webhook is disabled. Every other answer, a redirect too, is a failure, and tried again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveWebhookPing: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Names the message, and is the same at each attempt.
                 * @example msg_wX3rT0mQk5Jd8LzVbN2cYh7s
                 */
                "webhook-id": string;
                /**
                 * @description One or several signatures, `v1,` and base64 each, separated by spaces.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
                /**
                 * @description Seconds since 1970, of this attempt.
                 * @example 1796050800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "webhook.ping",
                 *       "timestamp": "2026-11-30T15:00:00Z",
                 *       "data": {}
                 *     }
                 */
                "application/json": {
                    data: Record<string, never>;
                    /**
                     * Format: date-time
                     * @description Of this attempt, to the second.
                     */
                    timestamp: string;
                    /** @constant */
                    type: "webhook.ping";
                };
            };
        };
        responses: {
            /** @description Taken. Any answer from 200 to 299 within 15 seconds is; its body is not read. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted here any more: the webhook is disabled. Every other answer, a redirect too, is a failure, and tried again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
