#!/usr/bin/env bash
# From a domain to a finished campaign with curl. Needs a running `npm start -- --empty`; prints what the API answers.
set -euo pipefail
DATA=$(cd "${1:-.mailramp}" && pwd)
API=$(node -p "require(process.argv[1]).apiUrl" "$DATA/local.json")
KEY=$(node -p "require(process.argv[1]).apiKey" "$DATA/local.json")

call() { # METHOD PATH [JSON]
  local answer
  if answer=$(curl -sS --fail-with-body -X "$1" "$API$2" -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' ${3:+-d "$3"}); then
    echo "$answer"
  else
    echo "first-campaign.sh: $1 $2 was refused: $(field detail <<<"$answer" || echo "$answer")" >&2
    return 1
  fi
}
field() { node -p "JSON.parse(require('fs').readFileSync(0, 'utf8')).$1"; }

call POST /v1/domains '{"domain":"news.example.com"}' >/dev/null || {
  echo 'It runs once on a data directory: start another with npm start -- --empty --data DIR, and pass DIR.' >&2
  exit 1
}
LIST=$(call POST /v1/lists '{"name":"Readers"}' | field listId)
RECIPIENTS=$(node -p "JSON.stringify({recipients: Array.from({length: 1200}, (_, i) => ({email: 'reader' + i + '@example.com', data: {name: 'Reader ' + i}}))})")
echo "added:     $(call POST "/v1/lists/$LIST/recipients" "$RECIPIENTS")"
TEMPLATE=$(call POST /v1/templates '{"name":"Hello","subject":"Hello {{ name }}","html":"<p>Good morning, {{ name }}.</p><p><a href=\"{{ unsubscribeUrl }}\">Unsubscribe</a></p>"}' | field templateId)
TASK=$(call POST /v1/tasks "{\"type\":\"immediate\",\"from\":\"News <news@news.example.com>\",\"templateId\":\"$TEMPLATE\",\"listId\":\"$LIST\"}" | field taskId)

until [ "$(call GET "/v1/tasks/$TASK" | field status)" = paused ]; do sleep 0.2; done
echo "day 1:     $(call GET "/v1/tasks/$TASK" | field 'counts.sent') sent, goes on $(call GET "/v1/tasks/$TASK" | field hold.resumesAt)"

# Only the local product can travel in time.
call POST /_local/clock '{"advance":"P1DT5M"}' >/dev/null
echo "day 2:     $(call GET "/v1/tasks/$TASK" | field 'counts.sent') sent, $(call GET "/v1/tasks/$TASK" | field status)"
echo "history:   $(call GET /v1/domains/news.example.com/warm-up | field 'history.map(d => d.day + " " + d.sent + " of " + d.limit).join(", ")')"
echo "mails:     $(call GET '/_local/inbox?limit=1' | field total) in the inbox"
