#!/bin/sh
# homeward.sh: the history of bringing home the remains of missing service members, from a shell.
#
# Needs curl. Where jq is there too, answers are readable text. POSIX sh; `homeward.sh --help` is the manual.
# Exit status: 0 done, 1 the service refused or a file cannot be written, 2 wrong usage, 3 the service cannot be reached.

set -u
LC_ALL=C
export LC_ALL
DEFAULT_URL='http://127.0.0.1:8000'
base=${HOMEWARD_URL:-$DEFAULT_URL}
base=${base%/}
scratch=''
part=''
worker=''
command=''

FILTERS='q timeline kind status place party role country measure source part-of date date-relation date-match bbox near
radius-km sort'
CLAIM_FILTERS='measure event timeline claimant scope source qualifier value-min value-max as-of asserted conflicting
derived sort'

say() { printf 'homeward.sh: %s\n' "$*" >&2; }

fail() { # STATUS MESSAGE
    say "$2"
    exit "$1"
}

misuse() {
    say "$1"
    say "see: homeward.sh ${command:+$command }--help"
    exit 2
}

cleanup() {
    [ -z "$worker" ] || kill "$worker" 2>/dev/null
    [ -z "$scratch" ] || rm -rf -- "$scratch"
    [ -z "$part" ] || rm -f -- "$part"
}

# A shell that is interrupted tidies up and then dies of the signal, so that a loop around it ends too.
interrupted() { # SIGNAL
    cleanup
    trap - EXIT "$1"
    kill -s "$1" "$$"
}

# --- Help -------------------------------------------------------------------------------------------------------------

help_main() {
    cat <<'END'
usage: homeward.sh COMMAND [OPERAND]... [--OPTION VALUE]...

  events                 search and filter events
  event ID               one event with its figures and sources
  history ID             what was known of an event, and when that changed
  claims                 search and filter figures
  compare MEASURE...     the same figure as different parties gave it
  totals TIMELINE MEASURE
                         a running total, or a level over time
  download FORMAT FILE   events as a file

For the options of a command: homeward.sh COMMAND --help

Every command takes
  --known-on YYYY-MM-DD  as sources published by that day told it
  --format FORMAT        the service's own answer in that format (json, csv, ndjson, ...)

Without --format the answer is readable text if jq is installed; if not, events and claims are CSV and all else is
indented JSON. Lists are fetched to their end. With --format json each page of a list is a document on its own line.

HOMEWARD_URL is the address of the service.
Exit status: 0 done, 1 the service refused or a file cannot be written, 2 wrong usage, 3 the service cannot be reached.
END
}

help_filters() {
    cat <<'END'

Which events (several values are joined by commas and mean "or"; different options mean "and"):
  --q WORDS               all must occur; "a phrase", prefix*
  --kind KIND             handover, recovery_mission, summit, ...
  --status STATUS         expected, announced, planned, ongoing, completed, suspended, cancelled
  --date DATE             2018, 2018-06, 199X, 1990/2005, 2018-07/.., /2005
  --date-relation HOW     overlaps or within
  --date-match HOW        possible or certain
  --timeline --place --party --role --country --measure --source --part-of
                          an id, or a value of the vocabulary
  --bbox W,S,E,N          degrees
  --near LON,LAT          with --radius-km KM
  --sort ORDER            date, -date, known, -known, relevance
END
}

help_command() {
    case $command in
    events)
        echo 'usage: homeward.sh events [--OPTION VALUE]...'
        help_filters
        cat <<'END'

How they are shown:
  --fields NAME,NAME      only these members (as ndjson, unless --format says otherwise)
  --facets NAME,NAME      counts beside the events (as json): kind, status, year, decade, place, party, timeline, measure
  --limit N               events fetched at a time, 1 to 1000; all are fetched
  --bom true              for csv: as Excel wants it

example: homeward.sh events --kind handover --date 1990/2005
END
        ;;
    event)
        cat <<'END'
usage: homeward.sh event ID [--known-on DAY] [--format FORMAT]

example: homeward.sh event transfer-2018 --known-on 2018-06-20
END
        ;;
    history)
        cat <<'END'
usage: homeward.sh history ID [--known-on DAY] [--format json] [--limit N]

example: homeward.sh history transfer-2018
END
        ;;
    claims)
        cat <<'END'
usage: homeward.sh claims [--OPTION VALUE]...

  --measure --event --timeline --claimant --scope --source
                          an id, or several joined by commas
  --qualifier WORD        exact, about, at_least, at_most, between
  --value-min N --value-max N
                          the claim may mean so many
  --as-of DATE            the day it speaks of
  --asserted DATE         the day it was said
  --conflicting true      another claim contradicts it
  --derived false         not our own arithmetic
  --sort ORDER            as_of, -as_of, asserted, -asserted
  --fields NAME,NAME      only these members (as ndjson, unless --format says otherwise)
  --limit N               claims fetched at a time, 1 to 1000; all are fetched
  --bom true              for csv: as Excel wants it

example: homeward.sh claims --measure unaccounted_for --timeline korean-war-remains
END
        ;;
    compare)
        cat <<'END'
usage: homeward.sh compare MEASURE... [--event ID] [--timeline ID] [--scope ID] [--limit N]

example: homeward.sh compare remains_returned --event recovery-missions-1996-2005
END
        ;;
    totals)
        cat <<'END'
usage: homeward.sh totals TIMELINE MEASURE [--scope ID]

example: homeward.sh totals korean-war-remains remains_returned
END
        ;;
    download)
        echo 'usage: homeward.sh download FORMAT FILE [--OPTION VALUE]...'
        cat <<'END'

FORMAT is json, geojson, csv, ndjson, jsonld, atom, ics, timelinejs, vis, csl or another that the service has.
FILE is replaced once the whole answer is there, and left alone if anything goes wrong.
END
        help_filters
        cat <<'END'
  --fields NAME,NAME      only these members
  --bom true              for csv: as Excel wants it

example: homeward.sh download csv handovers.csv --kind handover
END
        ;;
    esac
}

# --- JSON without jq --------------------------------------------------------------------------------------------------

# The first member "detail" of a problem document, which is a sentence for the reader. A record ends at a quote.
detail() {
    awk '
        BEGIN { RS = "\"" }
        reading { text = text $0; if (match($0, /\\+$/) && RLENGTH % 2) { text = text "\""; next } exit }
        armed && /^ *: *$/ { reading = 1; next }
        { armed = ($0 == "detail") }
        END { gsub(/\\\\/, "\001", text); gsub(/\\"/, "\"", text); gsub(/\001/, "\\", text); print text }
    ' "$scratch/body"
}

# A document with a line for each member.
indented() {
    awk '
        function newline(i) { printf "\n"; for (i = 0; i < depth; i++) printf "  " }
        function structure(text, i, c, after) {
            for (i = 1; i <= length(text); i++) {
                c = substr(text, i, 1); after = substr(text, i + 1, 1)
                if (c == "{" || c == "[") {
                    printf "%s", c
                    if (after == "}" || after == "]") { printf "%s", after; i++ } else { depth++; newline() }
                } else if (c == "}" || c == "]") { depth--; newline(); printf "%s", c }
                else if (c == ",") { printf "%s", c; newline() }
                else if (c == ":") printf ": "
                else printf "%s", c
            }
        }
        BEGIN { RS = "\"" }
        quoted { printf "\"%s", $0; if (match($0, /\\+$/) && RLENGTH % 2) next; printf "\""; quoted = 0; next }
        { structure($0); quoted = 1 }
        END { printf "\n" }
    ' "$1"
}

# --- Readable text with jq --------------------------------------------------------------------------------------------

# In single quotes, since every $ is for jq.
# shellcheck disable=SC2016
WORDS='
def plain: split("_") | join(" ");
def section($name): if length > 0 then "", $name, (.[] | "  " + .) else empty end;
def band:
    if .low != null and .low == .high then "\(.low)"
    elif .low == null and .high == null then (if .best == null then "unknown" else "\(.best)" end)
    else (if .best == null then "" else "\(.best), " end)
        + (if .low == null then "at most \(.high)" elif .high == null then "at least \(.low)"
           else "between \(.low) and \(.high)" end)
    end;
def about: (.event // .timeline // "") + (if .scope then " (\(.scope))" else "" end);
def figure:
    "\(.text), \(.claimant.name)"
    + (if .as_of then ", as of \(.as_of)" else "" end)
    + (if .derived then ", our arithmetic" else "" end)
    + (if .preferred then ", preferred" else "" end)
    + (.conflicts_with | length | if . == 0 then "" elif . == 1 then ", contradicted by another figure"
       else ", contradicted by \(.) other figures" end)
    + ", source \(.source) [\(.id)]";
def events: .items[] | "\(.date.text): \(.title) (\(.status)) [\(.id)]";
def claims: .items[] | "\(.measure) of \(about): \(figure)";
def event:
    .title, "\(.date.text), \(.kind | plain), \(.status), known from \(.known_from) [\(.id)]",
    (.summary // empty | "", .), (.note // empty | "", "Note: " + .),
    (.date_alternatives | map("\(.text), source \(.source)") | section("Other dates")),
    (.places | map(.name) | section("Places")),
    (.parties | map("\(.name), \(.role | plain)") | section("Parties")),
    (.claims | map("\(.measure)" + (if .scope then " (\(.scope))" else "" end) + ": \(figure)") | section("Figures")),
    (.relations | map("\(.type | plain) \(.event): \(.title)") | section("Related")),
    (.sources | map("[\(.id)] \(.publisher): \(.title), \(.published // "no date shown")"
        + (if .url then " <\(.url)>" else "" end)) | section("Sources")),
    "", "Cite as: \(.citation)";
def history: .items[]
    | "From \(.known_from)" + (if .known_until then " until \(.known_until)" else "" end)
        + ": \(.date.text): \(.title) (\(.status))",
      (.changes[] | "  \(.field): \(.from // "nothing") -> \(.to // "nothing")"),
      "  sources: \([.sources[].id] | join(", "))";
def compare: .items[]
    | "\(.measure) of \(about): \(.spread | . + {best: null} | band)" + (if .conflicting then ", conflicting" else "" end),
      (.claims[] | "  \(figure)");
def totals:
    "\(.measure)" + (if .scope then " (\(.scope))" else "" end) + ", \(.unit | plain)",
    (.points[] | if has("cumulative")
        then "  \(.date): \(band); in all \(.cumulative | band): \(.title) [\(.event)]"
        else "  \(.as_of // "no date"): \(band)" end),
    (.mismatches[]? | "  the parts of \(.event) add up to \(.parts), not \(.whole)"),
    (.partial[]? | "  of \(.) not every part has a figure");
'

# --- Asking -----------------------------------------------------------------------------------------------------------

# Every byte of a path's part as %XX.
encoded() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }

# The answer is then in $scratch/body, its head in $scratch/head.
fetch() { # ADDRESS [curl argument]...
    address=$1
    shift
    # In the background, since a shell that waits for a command hears no signal until the command has ended.
    curl --silent --show-error --globoff --path-as-is --location --max-redirs 5 --proto '=http,https' \
        --connect-timeout 20 --speed-limit 1 --speed-time 60 --dump-header "$scratch/head" --output "$scratch/body" \
        --write-out '%{http_code}' --get "$@" "$address" >"$scratch/status" 2>"$scratch/error" &
    worker=$!
    wait "$worker" || {
        worker=''
        fail 3 "cannot get an answer from $base: $(sed 's/^curl: ([0-9]*) //' "$scratch/error")"
    }
    worker=''
    status=$(cat "$scratch/status")
    case $status in
    2??) return ;;
    esac
    reason=$(detail)
    fail 1 "${reason:-$base answered with status $status}"
}

# The query of the next page, from the Link header of the last answer (a redirect has a head of its own).
# Only the query is taken, so that a walk stays with the server that was named.
next_query() {
    awk '
        /^HTTP\// { found = "" }
        tolower($0) ~ /^link:/ {
            count = split($0, links, "<")
            for (i = 2; i <= count; i++)
                if (links[i] ~ />; rel="next"/) { found = links[i]; sub(/>.*/, "", found); sub(/^[^?]*[?]/, "", found) }
        }
        END { print found }
    ' "$scratch/head"
}

# One answer on standard output.
show() {
    case $form in
    text) jq -r "$WORDS $command" "$scratch/body" ;;
    indented) indented "$scratch/body" ;;
    json) cat "$scratch/body" && echo ;;
    *) cat "$scratch/body" ;;
    esac
}

# A list to its end, or one document. A reader who has enough (head) ends it without a word.
walk() { # PATH [curl argument]...
    path=$1
    shift
    fetch "$base$path" "$@"
    show || exit
    while query=$(next_query) && [ -n "$query" ]; do
        fetch "$base$path?$query"
        show || exit
    done
}

# The new file is made beside the old one and then takes its name: never half of it.
download() { # PATH [curl argument]...
    [ ! -d "$file" ] || fail 1 "$file is a folder"
    case $file in
    /*) ;;
    *) file=./$file ;;
    esac
    new=$file.$$.part
    (set -C && : >"$new") 2>/dev/null || fail 1 "cannot write $file"
    part=$new
    walk "$@" >"$part" || fail 1 "cannot write $file"
    mv -f -- "$part" "$file" || fail 1 "cannot write $file"
    part=''
}

# What an answer is shown as where --format was not given.
usual_form() {
    if [ -n "$implied" ]; then
        echo "$implied"
    elif command -v jq >/dev/null 2>&1; then
        echo text
    else
        case $command in
        events | claims) echo csv ;;
        *) echo indented ;;
        esac
    fi
}

identifier() {
    case $1 in
    '' | *[./]*) misuse "'$1' is not an id" ;;
    esac
    encoded "$1"
}

ask() { # COMMAND [OPERAND | OPTION]...
    command=$1
    shift
    case $command in
    events) wanted=0 most=0 options="$FILTERS limit fields facets bom" ;;
    event) wanted=1 most=1 options='' ;;
    history) wanted=1 most=1 options='limit' ;;
    claims) wanted=0 most=0 options="$CLAIM_FILTERS limit fields bom" ;;
    compare) wanted=1 most=99 options='event timeline scope limit' ;;
    totals) wanted=2 most=2 options='scope' ;;
    download) wanted=2 most=2 options="$FILTERS fields bom" ;;
    *)
        unknown=$command
        command=''
        misuse "there is no command '$unknown'"
        ;;
    esac
    [ "$command" = download ] || options="$options format"
    options=" $(echo "$options known-on" | tr '\n' ' ') "
    left=$# rest='' operands=0 first='' second='' format='' implied=''
    while [ "$left" -gt 0 ]; do
        word=$1
        shift
        left=$((left - 1))
        case $rest$word in
        -h | --help)
            help_command
            exit 0
            ;;
        --) rest='operand ' ;;
        --*)
            option=${word%%=*}
            case $option in
            *[!a-z-]*) misuse "unknown option $option" ;;
            esac
            case $options in
            *" ${option#--} "*) ;;
            *) misuse "unknown option $option" ;;
            esac
            case $word in
            *=*) value=${word#*=} ;;
            *)
                [ "$left" -gt 0 ] || misuse "$option needs a value"
                value=$1
                shift
                left=$((left - 1))
                ;;
            esac
            case $option in
            --format)
                format=$value
                continue
                ;;
            --fields) implied=ndjson ;;
            --facets) implied=json ;;
            esac
            set -- "$@" --data-urlencode "$(echo "${option#--}" | tr - _)=$value"
            ;;
        -?*) misuse "unknown option $word" ;;
        *)
            operands=$((operands + 1))
            [ "$command" != compare ] || set -- "$@" --data-urlencode "measure=$word"
            case $operands in
            1) first=$word ;;
            2) second=$word ;;
            esac
            ;;
        esac
    done
    [ "$operands" -ge "$wanted" ] || misuse "$command: too few operands"
    [ "$operands" -le "$most" ] || misuse "$command: too many operands"
    answer "$@"
}

# Whatever ends the script, nothing of it stays behind.
prepare() {
    command -v curl >/dev/null 2>&1 || fail 3 'curl is needed, and is not here'
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/homeward.XXXXXX") || fail 1 'cannot make a temporary folder'
    trap cleanup EXIT
    trap 'interrupted HUP' HUP
    trap 'interrupted INT' INT
    trap 'interrupted TERM' TERM
}

answer() { # [curl argument]...
    file=''
    case $command in
    events | claims) path=/v1/$command ;;
    event) path=/v1/events/$(identifier "$first") || exit ;;
    history) path=/v1/events/$(identifier "$first")/history || exit ;;
    compare) path=/v1/claims/compare ;;
    totals)
        path=/v1/timelines/$(identifier "$first")/totals || exit
        set -- "$@" --data-urlencode "measure=$second"
        ;;
    download)
        path=/v1/events format=$first file=$second
        [ -n "$file" ] || misuse 'FILE has no name'
        [ "$file" != - ] || misuse 'a download goes to a file; for standard output: homeward.sh events --format FORMAT'
        ;;
    esac
    form=${format:-$(usual_form)}
    case $form in
    text | indented) [ -n "$format" ] || format=json ;;
    *) format=$form ;;
    esac
    set -- "$@" --data-urlencode "format=$format"
    prepare
    if [ -n "$file" ]; then
        download "$path" "$@"
    else
        walk "$path" "$@"
    fi
}

case ${1-} in
'') misuse 'which command?' ;;
-h | --help | help)
    help_main
    exit 0
    ;;
esac
case $base in
http://?* | https://?*) ;;
*) misuse "HOMEWARD_URL must begin with http:// or https://, and is '$base'" ;;
esac
ask "$@"
