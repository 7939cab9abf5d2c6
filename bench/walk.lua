-- Asks address after address of a file, from a given one on, and ends with one line of figures.
local addresses, count, at = {}, 0, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    count = count + 1
    addresses[count] = wrk.format("GET", line)
  end
  at = tonumber(arguments[2])
end

function request()
  at = at % count + 1
  return addresses[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "\nFIGURES %d %d %d %d %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status + errors.connect + errors.read + errors.write + errors.timeout
  ))
end
