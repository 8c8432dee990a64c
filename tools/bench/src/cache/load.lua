-- wrk's script: asks for, or sends, one entry after another; arguments: method, file of paths, bytes of a body, header.
local method, body, headers, paths, at

function init(arguments)
  method = arguments[1]
  paths = {}
  for line in io.lines(arguments[2]) do paths[#paths + 1] = line end
  local size = tonumber(arguments[3])
  body = size > 0 and string.rep("x", size) or nil
  headers = { ["Authorization"] = arguments[4], ["Content-Type"] = "application/octet-stream" }
  at = 0
end

function request()
  at = at % #paths + 1
  return wrk.format(method, paths[at], headers, body)
end

function done(summary, latency)
  io.stderr:write(string.format(
    '{"requests":%d,"microseconds":%d,"failed":%d}\n',
    summary.requests, summary.duration,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end
