#!/bin/sh
# What a partner's program does, by curl and openssl alone: an access token, one question, a report, the change feed.
# Without settings it speaks to `npm start` as the library of its sandbox. With a client of your own, set
# CITYKEY_URL, CITYKEY_CLIENT_ID and CITYKEY_PRIVATE_KEY_FILE (Ed25519, PEM).
set -eu
url=${CITYKEY_URL:-http://localhost:${PORT:-7400}}
issuer=${CITYKEY_ISSUER:-$url}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

stop() { echo "$1" >&2; exit 1; }
# One field of an answer. Where it is missing, the answer says why by an `error` or a `code`.
field() {
  node -e "
    let answer = {}, found;
    try { answer = JSON.parse(fs.readFileSync(0)); found = answer.$1; } catch {}
    if (found !== undefined) console.log(found);
    else process.exitCode = (console.error('There is no $1 in the answer', answer.error ?? answer.code ?? ''), 1);"
}
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

if [ -n "${CITYKEY_PRIVATE_KEY_FILE:-}" ]; then
  key=$CITYKEY_PRIVATE_KEY_FILE
  [ -r "$key" ] || stop "$key cannot be read. Set CITYKEY_PRIVATE_KEY_FILE to the file of your private key."
  client=$CITYKEY_CLIENT_ID
else
  # The sandbox keeps its keys as JWK.
  clients=${CITYKEY_HOME:-.citykey}/sandbox/clients.json
  [ -r "$clients" ] || stop "$clients cannot be read. Run \`npm start\` first, and this in the same folder with the same CITYKEY_HOME."
  service=${CITYKEY_SERVICE:-library}
  key=$work/key.pem
  client=$(field "$service.clientId" <"$clients")
  node -p "crypto.createPrivateKey({ format: 'jwk', key: JSON.parse(fs.readFileSync(0)).$service.privateKey }).export({ type: 'pkcs8', format: 'pem' })" <"$clients" >"$key"
fi

curl -s -o /dev/null "$url/health/live" || stop "Nobody answers at $url. Run \`npm start\` first, or set PORT or CITYKEY_URL to where the service is."

# An assertion, good for a minute and for once.
now=$(date +%s)
header=$(printf '{"alg":"EdDSA"}' | base64url)
claims=$(printf '{"iss":"%s","sub":"%s","aud":"%s","jti":"%s","iat":%s,"exp":%s}' \
  "$client" "$client" "$issuer" "$(openssl rand -hex 16)" "$now" "$((now + 60))" | base64url)
printf '%s.%s' "$header" "$claims" >"$work/unsigned"
signature=$(openssl pkeyutl -sign -rawin -inkey "$key" -in "$work/unsigned" | base64url)

access=$(curl -sS "$url/oauth/token" \
  -d grant_type=client_credentials \
  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
  -d "client_assertion=$header.$claims.$signature" | field access_token)
echo "Have an access token."

citykey() { curl -sS --fail-with-body -H "Authorization: Bearer $access" -H 'Content-Type: application/json' "$@"; }
once() { echo "Idempotency-Key: $(openssl rand -hex 16)"; }

# The feed as it is now: changes from here on are new.
after=$(citykey "$url/partner/v1/tokens?limit=1000" | field changesFrom)

token=$(citykey "$url/partner/v1/sandbox/tokens" -H "$(once)" -d '{"validThrough":"2031-11"}' | field token)
echo "Introspected:"
citykey "$url/partner/v1/tokens/introspect" -d "{\"token\":\"$token\"}"; echo

echo "Reported lost:"
citykey "$url/partner/v1/tokens/report" -H "$(once)" -d "{\"token\":\"$token\",\"report\":\"lost\"}"; echo

echo "Changed:"
citykey "$url/partner/v1/changes?after=$after"; echo
